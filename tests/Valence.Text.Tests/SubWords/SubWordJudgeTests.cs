using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Valence.Text.Tests;

/// <summary>Random and real texts, judged by second implementations that are written for clarity alone.</summary>
public sealed class SubWordJudgeTests(ITestOutputHelper output)
{
    private const int Fixed = 20_261_201;

    [Fact]
    public void WordPiece_of_random_texts_is_that_of_a_plain_search() => Assert.Empty(WordPieceErrors(Random(Fixed)));

    [Fact]
    public void Byte_pairs_of_random_texts_are_those_of_plain_merging() => Assert.Empty(BytePairErrors(Random(Fixed)));

    [Fact]
    public void Unigram_of_short_words_is_the_best_of_all_ways() => Assert.Empty(UnigramErrors(Fixed));

    [Fact]
    public void Texts_of_the_day_are_examined_and_reported()
    {
        var today = DateTime.UtcNow;
        var seed = today.Year * 1000 + today.DayOfYear;
        foreach (var error in (IEnumerable<string>)[.. WordPieceErrors(Random(seed)), .. BytePairErrors(Random(seed)),
            .. UnigramErrors(seed)]) output.WriteLine($"Seed of the day {seed}: {error}");
    }

    [Fact]
    public void WordPiece_of_reviews_and_German_sentences_is_that_of_a_plain_search() =>
        Assert.Empty(WordPieceErrors([.. Reviews().Select(review => review.Text).Take(20_000),
            .. German().Take(5000)]));

    [Fact]
    public void Byte_pairs_of_reviews_and_German_sentences_are_those_of_plain_merging() =>
        Assert.Empty(BytePairErrors([.. Reviews().Select(review => review.Text).Take(20_000), .. German().Take(5000)]));

    [Fact]
    public void Reviews_have_the_ids_of_the_reference()
    {
        var tokenizer = MiniLm();
        var cut = tokenizer.With(new(256), null);
        var reviews = Reviews().ToDictionary(review => review.Id, review => review.Text);
        foreach (var expected in SharedFolder.Json("golden", "bert", "wordpiece.json").GetProperty("reviews")
            .EnumerateArray())
        {
            var text = reviews[expected.GetProperty("id").GetString()!];
            var ids = tokenizer.Encode(text).Ids;
            Assert.Equal(expected.GetProperty("n").GetInt32(), ids.Count);
            Assert.Equal(expected.GetProperty("first").Ints(), ids.Take(24));
            Assert.Equal(expected.GetProperty("sha256_int64").GetString(), Sha256(ids));
            Assert.Equal(expected.GetProperty("max256").Ints(), cut.Encode(text).Ids.TakeLast(3));
        }
    }

    private static string Sha256(IReadOnlyList<int> ids)
    {
        var bytes = new byte[8 * ids.Count];
        for (var i = 0; i < ids.Count; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), ids[i]);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static IEnumerable<string> WordPieceErrors(IReadOnlyList<string> texts)
    {
        var tokenizer = MiniLm();
        var vocabulary = File.ReadAllLines(SharedFolder.Path("minilm", "vocab.txt")).Index()
            .ToDictionary(line => line.Item, line => line.Index);
        var unknown = vocabulary["[UNK]"];
        var known = new Dictionary<string, List<PlainToken>>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.Contains("[MASK]", StringComparison.Ordinal)) continue;
            var expected = PlainTokens.BertWords(PlainTokens.BertCharacters(text, Decomposed)).SelectMany(word =>
            {
                var written = string.Concat(word.Select(c => c.Rune.ToString()));
                if (!known.TryGetValue(written, out var tokens))
                    known.Add(written, tokens = PlainTokens.WordPiece(
                        [.. word.Select((c, i) => new PlainCharacter(c.Rune, i, i + 1))], vocabulary, unknown));
                return tokens.Select(token => token with
                {
                    Start = word[token.Start].Start,
                    End = word[token.End - 1].End,
                });
            });
            if (Difference(tokenizer.Encode(text, addSpecialTokens: false), expected) is { } difference)
                yield return $"{Shown(text)}: {difference}";
        }
    }

    private static IEnumerable<string> BytePairErrors(IReadOnlyList<string> texts)
    {
        var path = SharedFolder.Path("tasks", "gpt2_bpe.tokenizer.json");
        var tokenizer = SubWordTokenizer.Open(path);
        var model = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("model");
        var vocabulary = model.GetProperty("vocab").IntTable();
        var ranks = model.GetProperty("merges").EnumerateArray().Index()
            .ToDictionary(merge => (merge.Item[0].GetString()!, merge.Item[1].GetString()!), merge => merge.Index);
        var words = new Regex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+");
        var known = new Dictionary<string, List<PlainToken>>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            // .NET's expressions know no letters beyond the basic plane.
            if (text.Any(char.IsSurrogate)) continue;
            var expected = words.Matches(text).SelectMany(match =>
            {
                if (!known.TryGetValue(match.Value, out var tokens))
                    known.Add(match.Value, tokens = PlainTokens.BytePairs(Bytes(match.Value), ranks, vocabulary));
                return tokens.Select(token => new PlainToken(token.Id, match.Index + token.Start,
                    match.Index + token.End));
            });
            if (Difference(tokenizer.Encode(text), expected) is { } difference)
                yield return $"{Shown(text)}: {difference}";
        }
    }

    private static List<(string Symbol, int Start, int End)> Bytes(string word)
    {
        var characters = PlainTokens.ByteCharacters();
        return [.. PlainTokens.Characters(word).SelectMany(c => Encoding.UTF8.GetBytes(c.Rune.ToString())
            .Select(b => (characters[b].ToString(), c.Start, c.End)))];
    }

    private static IEnumerable<string> UnigramErrors(int seed)
    {
        var path = SharedFolder.Path("tasks", "xlmr_unigram.tokenizer.json");
        var tokenizer = SubWordTokenizer.Open(path);
        var entries = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("model").GetProperty("vocab")
            .EnumerateArray().Select(entry => (Token: entry[0].GetString()!, Score: entry[1].GetDouble())).ToArray();
        var vocabulary = entries.Index().ToDictionary(entry => entry.Item.Token, entry => entry.Index);
        var scores = Array.ConvertAll(entries, entry => entry.Score);
        var texts = new RandomTexts(seed);
        for (var i = 0; i < 2000; i++)
        {
            var word = texts.Word(11);
            var (score, expected) = PlainTokens.Unigram("▁" + word, vocabulary, scores, 3, scores.Min() - 10);
            var encoded = tokenizer.Encode(word, addSpecialTokens: false);
            // Of equally good ways either is right.
            var difference = Difference(encoded, expected.Select(token => token with
            {
                Start = Math.Max(0, token.Start - 1),
                End = Math.Max(token.End - 1, 1),
            }));
            if (difference is not null && Math.Abs(Score(encoded, scores) - score) > 1e-9)
                yield return $"{Shown(word)}: {difference}";
        }
    }

    private static double Score(EncodedText encoded, double[] scores) => encoded.Ids.Zip(encoded.Tokens)
        .Sum(token => token.First == 3 ? token.Second.Length * (scores.Min() - 10) : scores[token.First]);

    private static string? Difference(EncodedText actual, IEnumerable<PlainToken> expected)
    {
        var wanted = expected.ToArray();
        for (var i = 0; i < Math.Max(wanted.Length, actual.Ids.Count); i++)
        {
            var found = i < actual.Ids.Count
                ? new PlainToken(actual.Ids[i], actual.Spans[i].Start, actual.Spans[i].End) : default(PlainToken?);
            if (i >= wanted.Length || found != wanted[i])
                return string.Create(CultureInfo.InvariantCulture,
                    $"token {i} expected {(i < wanted.Length ? wanted[i] : null)}, received {found}");
        }
        return null;
    }

    private static string Shown(string text) => JsonSerializer.Serialize(text);

    private static string[] Random(int seed)
    {
        var texts = new RandomTexts(seed);
        return [.. Enumerable.Range(0, 5000).Select(_ => texts.Next())];
    }

    private static Rune[] Decomposed(Rune rune) =>
        rune.IsAscii ? [rune] : [.. DecomposedLetters.Of(rune.ToString()).EnumerateRunes()];

    private static SubWordTokenizer MiniLm() => SubWordTokenizer.Open(SharedFolder.Path("minilm")).With(null, null);

    private static IEnumerable<(string Id, string Text)> Reviews() =>
        LabelledTexts.Read(SharedFolder.Path("data", "imdb", "test.csv.gz"), new()
        {
            TextColumns = ["review"],
            LabelColumn = "id",
            RequireLabels = true,
        }).Select(row => (row.Label!, row.Text));

    private static IEnumerable<string> German()
    {
        using var reader = new StreamReader(new GZipStream(
            File.OpenRead(SharedFolder.Path("data", "tatoeba", "eng-deu_50k.txt.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line.Split('\t')[^1];
    }
}
