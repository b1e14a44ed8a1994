using Valence.Layers;
using Valence.Models;

namespace Valence.Classification;

/// <summary>Fits <see cref="Recipes.Linear"/>: chooses features, how they are weighed and the cost on held-out texts,
/// then
/// learns from all.</summary>
internal sealed class LinearTraining(IReadOnlyList<string> texts, LinearTargets targets, TrainingSettings settings)
{
    /// <summary>The features of a model at most, which bounds its file.</summary>
    public const int MostFeatures = 400_000;

    private const long MostWeights = 6_000_000;
    private const int LongText = 100;
    private const int ManyTexts = 20_000;
    private const int FewTexts = 2000;
    private const double Tolerance = 1e-2, FinalTolerance = 1e-3;

    // Products of a feature of a text and an output: what one step of the solver costs. Above these fewer costs are
    // tried, and no letters.
    private const long MuchWork = 50_000_000, TooMuchWork = 200_000_000;

    // How many features of letters a text has for each of words, about.
    private const int LettersOfWords = 18;

    // Rows that are too few to choose by.
    private const int ProvesNothing = 20;

    private const double MiddleCost = 10;

    // Upwards, and where that does not help downwards, as far as the held-out loss falls.
    private static readonly double[][] OtherCosts = [[30], [3, 1]];

    // Each of several labels is rarer than a class.
    private static readonly double[][] OtherCostsOfLabels = [[30, 100], [3, 1]];

    private int Width => targets.Width;

    /// <summary>What was chosen, how it did on the held-out texts, and the network that learned from all.</summary>
    public (TextEncoder Encoder, Functional Model, float[] HeldOutScores) Fit(int[] training, int[] validation)
    {
        var words = texts.Average(text => (double)text.Length) / 5 > LongText ? 3 : 2;
        var options = new NGramOptions
        {
            Words = words,
            MinCount = texts.Count > ManyTexts && words == 3 ? 3 : texts.Count < FewTexts ? 1 : 2,
            MaxFeatures = (int)Math.Min(MostFeatures, MostWeights / Width),
        };
        var best = Choose(options, training, validation);
        // Letters help where texts are short and words have many forms; they cost most of the time.
        if (words == 2 && validation.Length >= ProvesNothing && LettersOfWords * best.Work <= TooMuchWork)
        {
            var withLetters = Choose(options with { FewestLetters = 2 }, training, validation, best);
            if (withLetters.Loss < best.Loss) best = withLetters;
        }
        var encoder = NGramEncoder.Fit(texts, best.Options, settings.CancellationToken);
        var ids = Ids(encoder, texts);
        var fitted = new LogisticRegression(Rows(ids, encoder), targets, Sizes(best.Weighing, ids, targets, encoder));
        fitted.Fit(best.Cost, FinalTolerance, settings.CancellationToken);
        return (encoder, Network(encoder, fitted, best.Temperature), best.Scores);
    }

    // Each cost is fitted from where the last one ended.
    private Choice Choose(NGramOptions options, int[] training, int[] validation, Choice? like = null)
    {
        string[] learned = [.. training.Select(i => texts[i])];
        var encoder = NGramEncoder.Fit(learned, options, settings.CancellationToken);
        if (validation.Length < ProvesNothing) return new(options, Weighings[0], MiddleCost, 1, double.NaN, [], 0);
        var (ids, held) = (Ids(encoder, learned), Ids(encoder, [.. validation.Select(i => texts[i])]));
        var (learnedTargets, heldTargets) = (targets.Of(training), targets.Of(validation));
        var (rows, heldRows) = (Rows(ids, encoder), Rows(held, encoder));
        var work = ids.Sum(row => (long)row.Length) * Width;
        var costs = targets is { Loss: LinearLoss.Sigmoid, Width: > 1 } ? OtherCostsOfLabels : OtherCosts;
        var others = like is not null ? [] : work > MuchWork ? costs[..1] : costs;
        Choice? best = null;
        foreach (var weighing in like is null ? Weighings : [like.Weighing])
        {
            var model = new LogisticRegression(rows, learnedTargets,
                Sizes(weighing, ids, learnedTargets, encoder));
            var first = Try(like?.Cost ?? MiddleCost);
            var bestOfThese = first;
            foreach (var direction in others)
            {
                foreach (var cost in direction)
                    if (Try(cost) is var next && next.Loss < bestOfThese.Loss) bestOfThese = next;
                    else break;
                if (bestOfThese != first) break;
            }
            if (best is null || bestOfThese.Loss < best.Loss) best = bestOfThese;

            Choice Try(double cost)
            {
                model.Fit(cost, Tolerance, settings.CancellationToken);
                var scores = new float[validation.Length * Width];
                heldRows.Multiply(model.Weights, model.Bias, scores, Width);
                var temperature = heldTargets.Temperature(scores);
                return new(options, weighing, cost, temperature, heldTargets.MeanLoss(scores, temperature),
                    [.. scores.Select(score => (float)(score / temperature))], work);
            }
        }
        return best!;
    }

    private static int[][] Ids(NGramEncoder encoder, IReadOnlyList<string> texts)
    {
        var ids = new int[texts.Count][];
        Parallel.For(0, ids.Length, i => ids[i] = encoder.IdsOf(texts[i]));
        return ids;
    }

    private static FeatureRows Rows(int[][] ids, NGramEncoder encoder) =>
        new(ids, encoder.Ids, [.. ids.Select(row => 1 / MathF.Sqrt(Math.Max(1, row.Length)))]);

    // How much a weight costs: by how unequally the classes have the feature, or by how few texts do.
    private float[] Sizes(Weighing weighing, int[][] ids, LinearTargets of, NGramEncoder encoder)
    {
        var count = of.Groups;
        var (texts, ofClass, total) = (new int[encoder.Ids], new int[encoder.Ids * count], new long[count]);
        for (var i = 0; i < ids.Length; i++)
        {
            foreach (var id in ids[i]) texts[id]++;
            for (var k = 0; k < count; k++)
            {
                if (!of.IsIn(i, k)) continue;
                foreach (var id in ids[i]) ofClass[id * count + k]++;
                total[k] += ids[i].Length;
            }
        }
        if (weighing == Weighing.Rarity)
            return [.. texts.Select((n, id) => id == 0 ? 0 : MathF.Log((1f + ids.Length) / (1 + n)) + 1)];
        var (sizes, all) = (new float[encoder.Ids * Width], (double)ids.Sum(row => (long)row.Length));
        FeatureRows.Each(encoder.Ids, id =>
        {
            for (var k = 0; k < Width && id > 0; k++)
            {
                var group = count == Width ? k : 1;
                var inside = (1.0 + ofClass[id * count + group]) / (encoder.Ids + total[group]);
                var outside = (1.0 + texts[id] - ofClass[id * count + group]) / (encoder.Ids + all - total[group]);
                sizes[id * Width + k] = (float)Math.Abs(Math.Log(inside / outside));
            }
        });
        return sizes;
    }

    private Functional Network(NGramEncoder encoder, LogisticRegression fitted, double temperature)
    {
        var model = Recipes.Linear.Build(new(encoder.Ids, -1), Width, targets.Activation, settings.Seed,
            settings.Backend);
        var kernel = new float[Width * Width];
        for (var k = 0; k < Width; k++) kernel[k * Width + k] = (float)(targets.Scale / temperature);
        model.SetWeights([Tensor.From(fitted.Weights, [encoder.Ids, Width]), Tensor.From(kernel, [Width, Width]),
            Tensor.From([.. fitted.Bias.Select(bias => (float)(targets.Scale * (bias / temperature) + targets.Shift))],
                [Width])]);
        return model;
    }

    // Numbers have no classes whose features could be compared.
    private Weighing[] Weighings => targets.Groups == 0 ? [Weighing.Rarity] : Enum.GetValues<Weighing>();

    /// <summary>How features are weighed against each other.</summary>
    private enum Weighing
    {
        /// <summary>By the logarithm of how much oftener one class has them (Wang, Manning 2012).</summary>
        Ratio,

        /// <summary>By the logarithm of how few texts have them.</summary>
        Rarity,
    }

    private sealed record Choice(NGramOptions Options, Weighing Weighing, double Cost, double Temperature, double Loss,
        float[] Scores, long Work);
}
