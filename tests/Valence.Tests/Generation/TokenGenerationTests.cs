using Valence.Generation;
using Valence.Inference;
using Valence.Randomness;

namespace Valence.Tests.Generation;

/// <summary>The search for continuations, held against all continuations there are.</summary>
public sealed class TokenGenerationTests
{
    private const int Ids = 4, End = 3;

    public static TheoryData<double, ulong> LengthPenalties => [.. from penalty in (double[])[0, 0.5, 1, 2, -1]
        from seed in Enumerable.Range(0, 8) select (penalty, (ulong)seed)];

    public static TheoryData<int, ulong> Widths => [.. from beams in (int[])[2, 3, 5]
        from seed in Enumerable.Range(0, 10) select (beams, (ulong)seed)];

    [Theory, MemberData(nameof(LengthPenalties))]
    public void Wide_beams_find_the_best_of_all_continuations(double lengthPenalty, ulong seed)
    {
        const int length = 5;
        var table = new Table(seed);
        var options = new GenerationOptions
        {
            MaxNewTokens = length,
            Beams = 2_000,
            LengthPenalty = lengthPenalty,
            StopSequences = [[End]],
        };
        var generation = new TokenGeneration(table, options);
        int[] found = [.. generation.Continue([0, 1])];
        var (best, score) = All([0, 1], length, 0)
            .Select(text => (text.Tokens, Score: text.Score / Math.Pow(text.Tokens.Length, lengthPenalty)))
            .MaxBy(text => text.Score);
        Assert.Equal(best, found);
        Assert.Equal(score, generation.Score!.Value, 1e-9);
        Assert.Equal(best[^1] == End ? GenerationEnd.StopSequence : GenerationEnd.Length, generation.End);

        IEnumerable<(int[] Tokens, double Score)> All(int[] prompt, int left, double sum)
        {
            var scores = table.Logarithms(prompt);
            for (var id = 0; id < Ids; id++)
            {
                if (left == 1 || id == End) yield return ([id], sum + scores[id]);
                else
                    foreach (var (rest, whole) in All([.. prompt, id], left - 1, sum + scores[id]))
                        yield return ([id, .. rest], whole);
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void Beams_are_those_of_a_plain_search(int beams, ulong seed)
    {
        const int length = 7;
        var table = new Table(seed);
        List<(int[] Tokens, double Score)> best = [([2], 0)];
        for (var i = 0; i < length; i++)
            best = [.. best.SelectMany(beam => table.Logarithms(beam.Tokens).Select((score, id) =>
                (Tokens: (int[])[.. beam.Tokens, id], Score: beam.Score + score)))
                .OrderByDescending(beam => beam.Score).Take(beams)];
        var found = new TokenGeneration(table, new() { MaxNewTokens = length, Beams = beams }).Continue([2]);
        int[] text = [2, .. found];
        Assert.Equal(best[0].Tokens, text);
    }

    [Fact]
    public void The_likeliest_token_ends_the_text_where_it_completes_a_stop_sequence()
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            var table = new Table(seed);
            int[] whole = [.. new TokenGeneration(table, new() { MaxNewTokens = 12 }).Continue([0])];
            int[] stop = whole[4..6];
            var generation = new TokenGeneration(new Table(seed), new() { MaxNewTokens = 12, StopSequences = [stop] });
            int[] cut = [.. generation.Continue([0])];
            Assert.Equal(GenerationEnd.StopSequence, generation.End);
            Assert.Equal(whole[..cut.Length], cut);
            Assert.Equal(stop, cut[^2..]);
            Assert.Null(generation.Score);
        }
    }

    [Fact]
    public void A_seed_decides_what_is_drawn()
    {
        var options = new GenerationOptions { MaxNewTokens = 40, Temperature = 1, Seed = 5 };
        int[] first = Drawn(options);
        Assert.Equal(first, Drawn(options));
        Assert.NotEqual(first, Drawn(options with { Seed = 6 }));
        // With one token left there is nothing to draw.
        Assert.Equal(Drawn(options with { Temperature = 0 }), Drawn(options with { TopK = 1 }));
        Assert.Equal(Drawn(options with { Temperature = 0 }), Drawn(options with { TopP = 1e-9 }));
        Assert.Equal(Drawn(options with { Temperature = 0 }), Drawn(options with { MinP = 1 }));

        static int[] Drawn(GenerationOptions options) => [.. new TokenGeneration(new Table(1), options).Continue([0])];
    }

    [Fact]
    public void No_ngram_is_repeated()
    {
        int[] tokens = [1, 2, .. new TokenGeneration(new Table(3), new() { MaxNewTokens = 11, NoRepeatNgram = 2 })
            .Continue([1, 2])];
        Assert.Equal(tokens.Length - 1, tokens.Zip(tokens.Skip(1)).Distinct().Count());
    }

    [Fact]
    public void What_the_search_cannot_do_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new TokenGeneration(new Table(0), new() { Beams = 2, Temperature = 1 }));
        Assert.Throws<ArgumentException>(() => new TokenGeneration(new Table(0), new() { StopTexts = ["."] }));
        Assert.Throws<ArgumentException>(() => new TokenGeneration(new Table(0), new()).Continue([]));
        Assert.Throws<ArgumentException>(() => new GenerationOptions { StopSequences = [[]] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GenerationOptions { TopP = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GenerationOptions { Temperature = -1 });
    }

    /// <summary>Scores that the last three tokens decide.</summary>
    private sealed class Table(ulong seed) : IDecoder
    {
        private List<int>[] _rows = [];

        public double[] Logarithms(IEnumerable<int> tokens)
        {
            double[] scores = [.. Scores(tokens).Select(score => (double)score)];
            TokenScores.Logarithms(scores);
            return scores;
        }

        public ReadOnlySpan<float> Read(ReadOnlySpan<int> ids, int rows)
        {
            if (_rows.Length == 0) _rows = [.. Enumerable.Range(0, rows).Select(_ => new List<int>())];
            Assert.Equal(_rows.Length, rows);
            for (var i = 0; i < ids.Length; i++) _rows[i / (ids.Length / rows)].Add(ids[i]);
            return _rows.SelectMany(Scores).ToArray();
        }

        public void Select(ReadOnlySpan<int> rows)
        {
            var selected = new List<int>[rows.Length];
            for (var i = 0; i < rows.Length; i++) selected[i] = [.. _rows[rows[i]]];
            _rows = selected;
        }

        private float[] Scores(IEnumerable<int> tokens)
        {
            var step = tokens.TakeLast(3).Aggregate(1UL, (sum, id) => 10 * sum + (ulong)id);
            var random = new CounterRandom(seed, 1, step);
            return [.. Enumerable.Range(0, Ids).Select(id => 2 * (float)random.Normal((ulong)id))];
        }
    }
}
