using System.Runtime.InteropServices;
using Valence.Inference;
using Valence.Randomness;

namespace Valence.Generation;

/// <summary>Continues one text by what a decoder scores: by the likeliest token, by drawn ones, or by beams, which are
/// the same search of different width.</summary>
/// <remarks>
/// Beams (as in Transformers): each step takes the likeliest continuations of all beams by one token; of equal ones the
/// first beam's, then the lower id. One that ends with a stop sequence is complete. The search ends when there are as
/// many complete texts as beams and no beam can still become better than the worst of them; without complete texts, at
/// the asked length.
/// </remarks>
/// <param name="decoder">What scores; it has read nothing yet.</param>
/// <param name="options">How.</param>
/// <exception cref="ArgumentException">The options have <see cref="GenerationOptions.StopTexts"/>, or tokens are to be
/// drawn for several beams.</exception>
public sealed class TokenGeneration(IDecoder decoder, GenerationOptions options)
{
    private static readonly ulong Drawing = CounterRandom.Purpose("generate");

    private readonly IDecoder _decoder = Require.NotNull(decoder);
    private readonly GenerationOptions _options = Checked(options);
    private readonly CounterRandom _random = new(options.Seed, Drawing);
    private readonly List<Beam> _complete = [];
    private int _rows = 1;

    /// <summary>Why the text goes on no further; known when it does not.</summary>
    public GenerationEnd End { get; private set; }

    /// <summary>The sum of the logarithms of the tokens' probabilities by which the text has won, divided as
    /// <see cref="GenerationOptions.LengthPenalty"/> says; null where one continuation alone was followed.</summary>
    public double? Score { get; private set; }

    /// <summary>The tokens after the prompt, each as soon as it is settled: of several beams all at the end.</summary>
    /// <param name="prompt">The tokens before; at least one.</param>
    /// <param name="cancellation">What ends the series between two tokens.</param>
    /// <exception cref="ArgumentException">The prompt is empty.</exception>
    /// <exception cref="OperationCanceledException">The series was cancelled.</exception>
    public IEnumerable<int> Continue(IReadOnlyList<int> prompt, CancellationToken cancellation = default)
    {
        if (Require.NotNull(prompt).Count == 0)
            throw new ArgumentException("Expected a prompt of at least one token, received none.", nameof(prompt));
        return Search(prompt, cancellation);
    }

    private IEnumerable<int> Search(IReadOnlyList<int> prompt, CancellationToken cancellation)
    {
        List<Beam> beams = [new([.. prompt], 0, 0)];
        int[] next = [.. prompt];
        for (var count = 1; count <= _options.MaxNewTokens; count++)
        {
            cancellation.ThrowIfCancellationRequested();
            beams = Step(beams, next, prompt.Count, count);
            if (_options.Beams == 1) yield return (beams.Count > 0 ? beams : _complete)[0].Tokens[^1];
            if (IsSettled(beams, prompt.Count, count)) break;
            next = [.. beams.Select(beam => beam.Tokens[^1])];
        }
        // What is complete stands before what was only cut off.
        var all = _complete.Select(beam => (beam, End: GenerationEnd.StopSequence))
            .Concat(beams.Select(beam => (beam, End: GenerationEnd.Length)))
            .OrderByDescending(text => Ranked(text.beam, prompt.Count));
        (var best, End) = all.First();
        if (_options.Beams == 1) yield break;
        Score = Ranked(best, prompt.Count);
        foreach (var token in best.Tokens.Skip(prompt.Count)) yield return token;
    }

    // Reads the last tokens of all beams and goes on with the best continuations.
    private List<Beam> Step(List<Beam> beams, int[] read, int prompt, int count)
    {
        int[] rows = [.. beams.Select(beam => beam.Row)];
        if (count > 1 && (rows.Length != _rows || rows.Where((row, i) => row != i).Any())) _decoder.Select(rows);
        _rows = rows.Length;
        var scores = _decoder.Read(read, rows.Length);
        var width = scores.Length / rows.Length;
        var best = new BestContinuations(_options.Beams == 1 ? 1
            : _options.Beams * (1 + _options.StopSequences.Count));
        for (var row = 0; row < beams.Count; row++)
        {
            var own = Ruled(scores.Slice(row * width, width), CollectionsMarshal.AsSpan(beams[row].Tokens));
            if (_options.Beams > 1)
                for (var id = 0; id < own.Length; id++) best.Add(row, id, beams[row].Score + own[id]);
            else best.Add(row, _options.Temperature == 0 ? TokenScores.Likeliest(own)
                : TokenScores.Drawn(own, Uniform(count)), 0);
        }
        var open = new List<Beam>();
        foreach (var ((row, id, score), rank) in best.InOrder.Select((choice, rank) => (choice, rank)))
        {
            var beam = new Beam([.. beams[row].Tokens, id], score, row);
            if (!IsComplete(beam.Tokens, prompt)) open.Add(beam);
            else if (rank < _options.Beams) _complete.Add(beam);
            if (open.Count == _options.Beams) break;
        }
        if (_complete.Count > _options.Beams)
        {
            Beam[] kept = [.. _complete.OrderByDescending(beam => Ranked(beam, prompt)).Take(_options.Beams)];
            _complete.Clear();
            _complete.AddRange(kept);
        }
        return open;
    }

    private double[] Ruled(ReadOnlySpan<float> scores, ReadOnlySpan<int> before)
    {
        var ruled = new double[scores.Length];
        for (var i = 0; i < ruled.Length; i++) ruled[i] = scores[i];
        if (_options.Beams > 1) TokenScores.Logarithms(ruled);
        if (_options.RepetitionPenalty != 1)
            TokenScores.PenalizeRepetitions(ruled, before, _options.RepetitionPenalty);
        if (_options.NoRepeatNgram > 0) TokenScores.BanRepeatedNgrams(ruled, before, _options.NoRepeatNgram);
        foreach (var id in _options.SuppressTokens) ruled[id] = double.NegativeInfinity;
        if (_options.Temperature == 0) return ruled;
        TokenScores.Temper(ruled, _options.Temperature);
        if (_options.TopK > 0) TokenScores.TopK(ruled, _options.TopK);
        if (_options.TopP < 1) TokenScores.TopP(ruled, _options.TopP);
        if (_options.MinP > 0) TokenScores.MinP(ruled, _options.MinP);
        return ruled;
    }

    // 53 bits that the seed and the number of the token decide.
    private double Uniform(int count)
    {
        var index = 2 * (ulong)count;
        return ((_random.Bits(index) >> 5) * (double)(1 << 26) + (_random.Bits(index + 1) >> 6)) / (1L << 53);
    }

    private bool IsComplete(List<int> tokens, int prompt) => _options.StopSequences.Any(stop =>
        stop.Count <= tokens.Count - prompt && CollectionsMarshal.AsSpan(tokens)[^stop.Count..]
            .SequenceEqual([.. stop]));

    private bool IsSettled(List<Beam> beams, int prompt, int count)
    {
        if (beams.Count == 0) return true;
        if (_complete.Count < _options.Beams) return false;
        var worst = _complete.Min(beam => Ranked(beam, prompt));
        // Sums only fall: divided by the largest length they fall least, or with a negative penalty by the next one.
        return beams.All(beam => Math.Max(Divided(beam.Score, _options.MaxNewTokens), Divided(beam.Score, count + 1))
            <= worst);
    }

    private double Ranked(Beam beam, int prompt) => Divided(beam.Score, beam.Tokens.Count - prompt);

    private double Divided(double score, int tokens) => score / Math.Pow(tokens, _options.LengthPenalty);

    private static GenerationOptions Checked(GenerationOptions options)
    {
        if (Require.NotNull(options).StopTexts.Count > 0)
            throw new ArgumentException($"Expected no {nameof(options.StopTexts)} where tokens are generated, received "
                + $"{options.StopTexts.Count}. Give their tokens as {nameof(options.StopSequences)}, or generate by a "
                + "generator of texts.", nameof(options));
        return options is { Beams: > 1, Temperature: > 0 }
            ? throw new ArgumentException($"Expected a {nameof(options.Temperature)} of 0 with several beams, which "
                + $"take the likeliest tokens, received {options.Temperature}. Draw with one beam.", nameof(options))
            : options;
    }

    private sealed record Beam(List<int> Tokens, double Score, int Row);

    // The highest, of equal ones those that were added first.
    private sealed class BestContinuations(int count)
    {
        private readonly List<(int Row, int Id, double Score)> _best = [];

        public IEnumerable<(int Row, int Id, double Score)> InOrder => _best;

        public void Add(int row, int id, double score)
        {
            if (double.IsNegativeInfinity(score) || _best.Count == count && score <= _best[^1].Score) return;
            if (_best.Count == count) _best.RemoveAt(count - 1);
            var at = _best.Count;
            while (at > 0 && _best[at - 1].Score < score) at--;
            _best.Insert(at, (row, id, score));
        }
    }
}
