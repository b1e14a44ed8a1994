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

    private const long MostWeights = 12_000_000;
    private const int LongText = 100;
    private const int ManyTexts = 20_000;
    private const double Tolerance = 1e-2, FinalTolerance = 1e-3;

    // Products of a feature of a text and an output: what one step of the solver costs. Above this no letters are
    // tried.
    private const long TooMuchWork = 200_000_000;

    // How many features of letters a text has for each of words, about.
    private const int LettersOfWords = 10;

    // Rows that are too few to choose by.
    private const int ProvesNothing = 20;

    private const double MiddleCost = 10;

    // Upwards, and where that does not help downwards, as far as the held-out loss falls.
    private static readonly double[][] OtherCosts = [[30, 100], [3, 1]];

    private int Width => targets.Width;

    /// <summary>What was chosen, how it did on the held-out texts, and the network that learned from all.</summary>
    public (TextEncoder Encoder, Functional Model, float[] HeldOutScores) Fit(int[] training, int[] validation)
    {
        var words = texts.Average(text => (double)text.Length) / 5 > LongText ? 3 : 2;
        var features = Read(new()
        {
            Words = words,
            // A feature of a single text is a hint among few texts and a burden among many.
            MinCount = texts.Count <= ManyTexts ? 1 : words,
            MaxFeatures = (int)Math.Min(MostFeatures, MostWeights / Width),
        });
        var best = validation.Length < ProvesNothing ? new(features, Weighings[0], MiddleCost, null, 1, 0, [])
            : Choose(features, training, validation);
        var (encoder, ids) = (best.Features.Encoder, best.Features.Ids);
        var fitted = new LogisticRegression(Rows(ids, encoder), targets, Sizes(best.Weighing, ids, targets, encoder));
        best.Model?.Weights.CopyTo(fitted.Weights, 0);
        best.Model?.Bias.CopyTo(fitted.Bias, 0);
        fitted.Fit(best.Cost, FinalTolerance, settings.CancellationToken);
        return (encoder, Network(encoder, fitted, best.Temperature), best.Scores);
    }

    private Choice Choose(Features features, int[] training, int[] validation)
    {
        var (learned, held) = (targets.Of(training), targets.Of(validation));
        var fold = Fold.Of(features, training, validation);
        var best = Weighings.Select(weighing => Try(fold, weighing, MiddleCost, null)).MinBy(choice => choice.Loss)!;
        // Letters help where words have many forms; they cost most of the time.
        if (features.Options.Words == 2 && LettersOfWords * features.Ids.Sum(row => (long)row.Length) * Width
            <= TooMuchWork)
        {
            var letters = Fold.Of(Read(features.Options with { FewestLetters = 2 }), training, validation);
            if (Try(letters, best.Weighing, MiddleCost, null) is var other && other.Loss < best.Loss)
                (best, fold) = (other, letters);
        }
        var middle = best;
        foreach (var direction in OtherCosts)
        {
            foreach (var cost in direction)
                if (Try(fold, best.Weighing, cost, best.Model) is var next && next.Loss < best.Loss) best = next;
                else break;
            if (best != middle) break;
        }
        return best;

        // Each cost is fitted from where the last one ended.
        Choice Try(Fold fold, Weighing weighing, double cost, LogisticRegression? from)
        {
            var model = from ?? new(fold.Rows, learned, Sizes(weighing, fold.Ids, learned, fold.Features.Encoder));
            model.Fit(cost, Tolerance, settings.CancellationToken);
            var scores = new float[validation.Length * Width];
            fold.Held.Multiply(model.Weights, model.Bias, scores, Width);
            var temperature = held.Temperature(scores);
            return new(fold.Features, weighing, cost, model, temperature, held.MeanLoss(scores, temperature),
                [.. scores.Select(score => (float)(score / temperature))]);
        }
    }

    // Features are no answers: which there are may be learned from the held-out texts too.
    private Features Read(NGramOptions options)
    {
        var encoder = NGramEncoder.Fit(texts, options, settings.CancellationToken);
        return new(options, encoder, Ids(encoder, texts));
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

    private sealed record Features(NGramOptions Options, NGramEncoder Encoder, int[][] Ids);

    // The rows to learn from, and those to choose by.
    private sealed record Fold(Features Features, int[][] Ids, FeatureRows Rows, FeatureRows Held)
    {
        public static Fold Of(Features features, int[] training, int[] validation)
        {
            int[][] learned = [.. training.Select(i => features.Ids[i])];
            return new(features, learned, LinearTraining.Rows(learned, features.Encoder),
                LinearTraining.Rows([.. validation.Select(i => features.Ids[i])], features.Encoder));
        }
    }

    private sealed record Choice(Features Features, Weighing Weighing, double Cost, LogisticRegression? Model,
        double Temperature, double Loss, float[] Scores);
}
