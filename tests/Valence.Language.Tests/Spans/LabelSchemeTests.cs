using System.Text.Json;

namespace Valence.Language.Tests.Spans;

public class LabelSchemeTests
{
    private static readonly string[] Types = ["x", "y"];

    public static TheoryData<string> Schemes => [.. LabelScheme.All.Select(scheme => scheme.Name)];

    [Fact]
    public void Entities_are_those_of_conlleval()
    {
        var cases = SpanCases.All();
        Assert.Equal(40, cases.Count);
        foreach (var own in cases)
        {
            var all = own.GetProperty("entities");
            if (all.ValueKind == JsonValueKind.Null) continue;
            var labels = own.Labels("true");
            for (var s = 0; s < labels.Length; s++)
                Assert.Equal(all[s].EnumerateArray().Select(entity => new Entity(entity[0].GetString()!,
                    entity[1].GetInt32(), entity[2].GetInt32() + 1)), own.Scheme().Entities(labels[s]));
        }
    }

    [Fact]
    public void Strict_entities_are_those_of_seqeval_mended()
    {
        var (compared, refused) = (0, 0);
        foreach (var own in SpanCases.All())
            foreach (var strict in own.GetProperty("strict").EnumerateObject())
            {
                var scheme = LabelScheme.Named(strict.Name);
                var labels = own.Labels("true");
                if (strict.Value.ValueKind == JsonValueKind.Null)
                {
                    refused++;
                    Assert.Throws<ArgumentException>(
                        () => new SpanReport(labels, own.Labels("predicted"), scheme, strict: true));
                    continue;
                }
                for (var s = 0; s < labels.Length; s++, compared++)
                    Assert.Equal(strict.Value.GetProperty("entities")[s].EnumerateArray().Select(entity =>
                            new Entity(entity[2].GetString()!, entity[0].GetInt32(), entity[1].GetInt32())),
                        scheme.StrictEntities(labels[s]));
            }
        Assert.True(compared > 100 && refused > 50, $"{compared} {refused}");
    }

    // What a scheme allows is what it writes: every set of entities of up to five words, written.
    [Theory]
    [MemberData(nameof(Schemes))]
    public void Sequences_without_mistakes_are_those_that_the_scheme_writes(string name)
    {
        var scheme = LabelScheme.Named(name);
        var labels = scheme.LabelsOf(Types);
        var transitions = scheme.Transitions(labels);
        const int most = 5;
        for (var words = 0; words <= most; words++)
        {
            var written = Sets(0, words, name == "words" ? 1 : words)
                .ToDictionary(set => string.Join(' ', scheme.Labels(words, set)));
            foreach (var sequence in Sequences(labels.Count, words))
            {
                string[] given = [.. sequence.Select(id => labels[id])];
                var isWritten = written.TryGetValue(string.Join(' ', given), out var entities);
                Assert.Equal(isWritten, scheme.Mistake(given) is null);
                var allowed = words == 0 || transitions.Start[sequence[0]] && transitions.End[sequence[^1]]
                    && Enumerable.Range(1, words - 1).All(i => transitions[sequence[i - 1], sequence[i]]);
                Assert.Equal(isWritten, allowed);
                Assert.True(scheme.Mistake(given) is not { } mistake || mistake.Position < words);
                if (!isWritten) continue;
                Assert.Equal(entities!, scheme.StrictEntities(given));
                Assert.Equal(entities!, scheme.Entities(given));
                foreach (var other in LabelScheme.All.Where(other => other != LabelScheme.Words))
                    Assert.Equal(entities!, other.Entities(scheme.Convert(given, other)));
            }
        }
    }

    // conlleval's own rules, word for word, as the second reading.
    [Fact]
    public void Random_sequences_are_read_as_by_conllevals_own_rules()
    {
        var random = new Random(1);
        string[] labels = [.. LabelScheme.Bioes.LabelsOf(["x", "y", "y-z"])];
        for (var n = 0; n < 20_000; n++)
        {
            string[] given = [.. Enumerable.Range(0, random.Next(9)).Select(_ => labels[random.Next(labels.Length)])];
            Assert.Equal(Conlleval(given), LabelScheme.Bioes.Entities(given));
            Assert.Equal(Conlleval(given), LabelScheme.Bilou.Entities([.. given.Select(label =>
                label.Replace("E-", "L-", StringComparison.Ordinal).Replace("S-", "U-", StringComparison.Ordinal))]));
        }
    }

    [Theory]
    [InlineData("BIO", "O I-x", 1, "continues nothing")]
    [InlineData("BIO", "B-x I-y", 1, "continues nothing")]
    [InlineData("BIOES", "B-x O", 0, "does not end an entity")]
    [InlineData("BIOES", "O B-x I-x", 2, "the sentence ends")]
    [InlineData("IOE2", "I-x I-y E-y", 0, "does not end an entity")]
    [InlineData("IOB1", "B-x", 0, "at the beginning")]
    [InlineData("BIO", "B-x x", 1, "one of B, I with a hyphen and a type, found 'x'")]
    [InlineData("BIO", "O E-x", 1, "found 'E-x'")]
    public void A_mistake_is_told_with_its_place(string scheme, string labels, int position, string reason)
    {
        var mistake = LabelScheme.Named(scheme).Mistake(labels.Split(' '));
        Assert.NotNull(mistake);
        Assert.Equal(position, mistake.Position);
        Assert.Contains(reason, mistake.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_of_a_prefix_alone_has_no_type()
    {
        Entity[] entities = [new("", 0, 2), new("", 2, 3)];
        Assert.Equal(["B", "I", "B"], LabelScheme.Bio.Labels(3, entities));
        Assert.Equal(entities, LabelScheme.Bio.Entities(["B", "I", "B"]));
    }

    [Fact]
    public void Entities_beyond_the_sentence_or_over_each_other_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LabelScheme.Bio.Labels(2, [new("x", 1, 3)]));
        Assert.Throws<ArgumentException>(() => LabelScheme.Bio.Labels(2, [new("x", 1, 1)]));
        Assert.Throws<ArgumentException>(() => LabelScheme.Bio.Labels(3, [new("x", 0, 2), new("y", 1, 3)]));
        Assert.Throws<ArgumentException>(() => LabelScheme.Words.Labels(3, [new("x", 0, 2)]));
        Assert.Throws<ArgumentException>(() => LabelScheme.Named("BIOX"));
    }

    private static List<Entity> Conlleval(string[] labels)
    {
        var found = new List<Entity>();
        var (last, lastType, first) = ('O', "", 0);
        for (var i = 0; i <= labels.Length; i++)
        {
            var (tag, type) = i == labels.Length || labels[i] == "O" ? ('O', "") : (labels[i][0], labels[i][2..]);
            if (Ends()) found.Add(new(lastType, first, i));
            if (Starts()) first = i;
            (last, lastType) = (tag, type);

            bool Ends() => (last, tag) is ('B', 'B') or ('B', 'S') or ('B', 'O') or ('I', 'B') or ('I', 'S')
                or ('I', 'O') || last is 'E' or 'S' || last != 'O' && lastType != type;

            bool Starts() => tag is 'B' or 'S' || (last, tag) is ('E', 'E') or ('E', 'I') or ('S', 'E') or ('S', 'I')
                or ('O', 'E') or ('O', 'I') || tag != 'O' && lastType != type;
        }
        return found;
    }

    private static IEnumerable<List<Entity>> Sets(int from, int words, int longest)
    {
        if (from == words)
        {
            yield return [];
            yield break;
        }
        foreach (var rest in Sets(from + 1, words, longest)) yield return rest;
        for (var end = from + 1; end <= Math.Min(words, from + longest); end++)
            foreach (var type in Types)
                foreach (var rest in Sets(end, words, longest))
                    yield return [new(type, from, end), .. rest];
    }

    private static IEnumerable<int[]> Sequences(int labels, int words)
    {
        for (var number = 0; number < Math.Pow(labels, words); number++)
        {
            var sequence = new int[words];
            for (int i = 0, rest = number; i < words; i++, rest /= labels) sequence[i] = rest % labels;
            yield return sequence;
        }
    }
}
