using System.Globalization;
using System.Text;
using Valence.Classification;
using Valence.Text;

namespace Valence.Language;

/// <summary>How well entities were found: the figures of conlleval, by number and by text.</summary>
/// <remarks>E. Tjong Kim Sang, conlleval (2004). An entity is right where its first word, its last word and its type
/// are.</remarks>
public sealed class SpanReport
{
    /// <summary>How many estimates are of all words and all types, before three of each type.</summary>
    internal const int EstimatesOfAll = 4;

    /// <summary>What the mean of precision and recall is called.</summary>
    internal const string F1Name = "f1-score";

    private const int Figures = 3;
    private const int TypeColumns = 17;
    private const int PercentColumns = 6;

    private readonly List<Sentence> _sentences = [];
    private readonly string[] _types;

    /// <summary>The report on sentences.</summary>
    /// <param name="truth">The right labels of each sentence.</param>
    /// <param name="predicted">The labels that were found for it, as many.</param>
    /// <param name="scheme">What the labels follow; BIO when null.</param>
    /// <param name="strict">Whether only what follows the scheme is an entity
    /// (<see cref="LabelScheme.StrictEntities"/>); otherwise they are read as conlleval does
    /// (<see cref="LabelScheme.Entities"/>).</param>
    /// <exception cref="ArgumentException">The sentences or their labels are not as many, or a label is none of the
    /// scheme.</exception>
    public SpanReport(IReadOnlyList<IReadOnlyList<string>> truth, IReadOnlyList<IReadOnlyList<string>> predicted,
        LabelScheme? scheme = null, bool strict = false)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        scheme ??= LabelScheme.Bio;
        if (truth.Count != predicted.Count)
            throw new ArgumentException($"Expected labels found for {truth.Count} sentences, received those for "
                + $"{predicted.Count}.", nameof(predicted));
        for (var s = 0; s < truth.Count; s++)
        {
            if (truth[s].Count != predicted[s].Count)
                throw new ArgumentException($"Expected {truth[s].Count} labels found for sentence {s}, received "
                    + $"{predicted[s].Count}.", nameof(predicted));
            _sentences.Add(Sentence.Of(truth[s].Count, truth[s].Zip(predicted[s])
                .Count(pair => pair.First == pair.Second), Read(truth[s]), Read(predicted[s])));
        }
        _types = [.. _sentences.SelectMany(sentence => sentence.Counts.Keys).Distinct().Order(CodePointOrder.Instance)];
        var sums = Sum(null);
        Types = [.. _types.Select((type, t) => Score(type, sums.AsSpan(Figures * (t + 1), Figures)))];
        Overall = Score("", sums.AsSpan(0, Figures));
        CorrectWords = _sentences.Sum(sentence => (long)sentence.Correct);
        Words = _sentences.Sum(sentence => (long)sentence.Words);

        IReadOnlyList<Entity> Read(IReadOnlyList<string> labels) =>
            strict ? scheme.StrictEntities(labels) : scheme.Entities(labels);
    }

    /// <summary>The scores of each type that is there or was found, by name.</summary>
    public IReadOnlyList<SpanScore> Types { get; }

    /// <summary>The scores of all types together.</summary>
    public SpanScore Overall { get; }

    /// <summary>The number of words.</summary>
    public long Words { get; }

    /// <summary>The number of words with the right label.</summary>
    public long CorrectWords { get; }

    /// <summary>The share of words with the right label; 0 where there are none.</summary>
    public double Accuracy => Words == 0 ? 0 : (double)CorrectWords / Words;

    /// <summary>The score of different entities, each counted once in all sentences: the words themselves, joined by
    /// blanks, and the type. It shows whether new names are found, not the same often.</summary>
    /// <remarks>L. Derczynski and others, "Results of the WNUT2017 shared task" (2017).</remarks>
    /// <param name="words">The words of each sentence.</param>
    /// <param name="truth">Its right entities.</param>
    /// <param name="predicted">The entities that were found.</param>
    /// <exception cref="ArgumentException">The sentences are not as many, or an entity is beyond its
    /// sentence.</exception>
    public static SpanScore SurfaceForms(IReadOnlyList<IReadOnlyList<string>> words,
        IReadOnlyList<IReadOnlyList<Entity>> truth, IReadOnlyList<IReadOnlyList<Entity>> predicted)
    {
        ArgumentNullException.ThrowIfNull(words);
        var (gold, found) = (Forms(truth, nameof(truth)), Forms(predicted, nameof(predicted)));
        return new("", gold.Count(found.Contains), found.Count, gold.Count);

        HashSet<(string, string)> Forms(IReadOnlyList<IReadOnlyList<Entity>> entities, string name)
        {
            ArgumentNullException.ThrowIfNull(entities, name);
            if (entities.Count != words.Count)
                throw new ArgumentException($"Expected the entities of {words.Count} sentences, received those of "
                    + $"{entities.Count}.", name);
            return [.. entities.SelectMany((all, s) => all.Select(entity =>
                entity.First < 0 || entity.End > words[s].Count || entity.End <= entity.First
                    ? throw new ArgumentException($"Expected entities within the {words[s].Count} words of sentence "
                        + $"{s}, received one from {entity.First} to {entity.End}.", name)
                    : (string.Join(' ', words[s].Skip(entity.First).Take(entity.End - entity.First)), entity.Type)))];
        }
    }

    /// <summary>Accuracy, and precision, recall and F1 overall and of each type, with percentile intervals from
    /// sentences drawn again with replacement.</summary>
    /// <param name="confidence">How often the intervals cover the true value; above 0 and at most 0.999999.</param>
    /// <param name="resamples">How often the sentences are drawn again; at least 100.</param>
    /// <param name="seed">Seed of these draws; the same seed gives the same intervals everywhere.</param>
    /// <param name="cancellationToken">What ends the draws.</param>
    /// <returns>The estimates; one whose resamples all score the same has no interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<Estimate> Intervals(double confidence = 0.95, int resamples = 1000, ulong seed = 0,
        CancellationToken cancellationToken = default)
    {
        var bootstrap = new Bootstrap(confidence, resamples, seed) { Cancellation = cancellationToken };
        (string Subject, string Measure, double Value)[] scores =
        [
            ("all words", "accuracy", Accuracy),
            .. Types.Prepend(Overall with { Type = "all types" }).SelectMany(score => new[]
            {
                (score.Type, "precision", score.Precision), (score.Type, "recall", score.Recall),
                (score.Type, F1Name, score.F1),
            }),
        ];
        if (_sentences.Count == 0)
            return [.. scores.Select(score => new Estimate(score.Subject, score.Measure, score.Value, null,
                "undefined, there are no sentences"))];
        var intervals = bootstrap.Intervals(_sentences.Count, null, Resampled);
        return [.. scores.Select((score, i) => intervals[i] is { } interval && interval.Low < interval.High
            ? new Estimate(score.Subject, score.Measure, score.Value, interval, "bootstrap")
            : new(score.Subject, score.Measure, score.Value, null, "none, every resample scores the same"))];
    }

    /// <summary>The report as conlleval prints it: percentages, and <c>\n</c> at the end of every line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var all = Overall;
        text.Append(CultureInfo.InvariantCulture, $"processed {Words} tokens with {all.Gold} phrases; ")
            .Append(CultureInfo.InvariantCulture, $"found: {all.Found} phrases; correct: {all.Correct}.\n");
        if (Words > 0)
            text.Append("accuracy: ").Append(Percent(100.0 * CorrectWords / Words)).Append("%; ")
                .Append(Scores(all)).Append('\n');
        foreach (var type in Types)
            text.Append(Right(type.Type, TypeColumns)).Append(": ").Append(Scores(type))
                .Append(CultureInfo.InvariantCulture, $"  {type.Found}\n");
        return text.ToString();
    }

    // conlleval computes with percentages, whose last bits decide a tie in the second decimal.
    private static string Scores(SpanScore score)
    {
        var precision = score.Found == 0 ? 0 : 100.0 * score.Correct / score.Found;
        var recall = score.Gold == 0 ? 0 : 100.0 * score.Correct / score.Gold;
        var f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return $"precision: {Percent(precision)}%; recall: {Percent(recall)}%; FB1: {Percent(f1)}";
    }

    private static string Percent(double value) => Right(Decimals.Fixed(value, 2), PercentColumns);

    private static string Right(string cell, int width) => cell.PadLeft(width);

    private static SpanScore Score(string type, ReadOnlySpan<long> figures) =>
        new(type, figures[0], figures[1], figures[2]);

    /// <summary>Correct, found and gold entities of all types, then of each; every sentence as often as
    /// <paramref name="drawn"/> says.</summary>
    private long[] Sum(int[]? drawn)
    {
        var sums = new long[Figures * (_types.Length + 1)];
        for (var s = 0; s < _sentences.Count; s++)
        {
            var times = drawn?[s] ?? 1;
            if (times == 0) continue;
            foreach (var (type, counts) in _sentences[s].Counts)
            {
                var at = Figures * (1 + Array.BinarySearch(_types, type, CodePointOrder.Instance));
                for (var f = 0; f < Figures; f++)
                {
                    sums[f] += times * counts[f];
                    sums[at + f] += times * counts[f];
                }
            }
        }
        return sums;
    }

    private double[] Resampled(int[] drawn)
    {
        var sums = Sum(drawn);
        long correct = 0, words = 0;
        for (var s = 0; s < drawn.Length; s++)
        {
            correct += (long)drawn[s] * _sentences[s].Correct;
            words += (long)drawn[s] * _sentences[s].Words;
        }
        var scores = new List<double>(sums.Length + 1) { words == 0 ? double.NaN : (double)correct / words };
        for (var at = 0; at < sums.Length; at += Figures)
        {
            var score = Score("", sums.AsSpan(at, Figures));
            scores.AddRange([score.Found == 0 ? double.NaN : score.Precision,
                score.Gold == 0 ? double.NaN : score.Recall, score.Found + score.Gold == 0 ? double.NaN : score.F1]);
        }
        return [.. scores];
    }

    /// <summary>What counts of a sentence.</summary>
    /// <param name="Words">Its words.</param>
    /// <param name="Correct">Those with the right label.</param>
    /// <param name="Counts">Correct, found and gold entities by type.</param>
    private sealed record Sentence(int Words, int Correct, Dictionary<string, int[]> Counts)
    {
        public static Sentence Of(int words, int correct, IReadOnlyList<Entity> truth, IReadOnlyList<Entity> found)
        {
            var counts = new Dictionary<string, int[]>(StringComparer.Ordinal);
            var gold = truth.ToHashSet();
            foreach (var entity in found)
            {
                if (gold.Contains(entity)) Of(entity)[0]++;
                Of(entity)[1]++;
            }
            foreach (var entity in truth) Of(entity)[2]++;
            return new(words, correct, counts);

            int[] Of(Entity entity) => counts.TryGetValue(entity.Type, out var known) ? known
                : counts[entity.Type] = new int[Figures];
        }
    }
}
