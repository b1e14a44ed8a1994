using Valence.Models;

namespace Valence.Classification;

/// <summary>Fits <see cref="Recipes.Linear"/>: chooses features, how they are weighed and the cost on held-out texts,
/// then learns from all.</summary>
internal sealed class LinearTraining(IReadOnlyList<string> texts, LinearTargets targets, TrainingSettings settings)
{
    /// <summary>The features of a model at most, which bounds its file.</summary>
    public const int MostFeatures = 400_000;

    /// <summary>Texts times outputs at most: the solver keeps six numbers of each.</summary>
    public const long MostScores = 60_000_000;

    /// <summary>Letters of the texts at most: they and their features take about twenty bytes each.</summary>
    public const long MostLetters = 100_000_000;

    private const long MostWeights = 12_000_000;
    private const int LongText = 100;
    private const int ManyTexts = 20_000;
    private const double Tolerance = 1e-2, FinalTolerance = 1e-3;

    // Products of a feature of a text and an output: what one step of the solver costs. Above the first some of the
    // texts have to do to choose how features are weighed and whether letters help, above the second there are none.
    private const long MuchWork = 100_000_000, TooMuchWork = 600_000_000;

    // How many features of letters a text has for each of words, about.
    private const int LettersOfWords = 10;

    // Rows that are too few to choose by.
    private const int ProvesNothing = 20;

    private const int Folds = 5;

    private const double MiddleCost = 10;

    // Upwards, and where that does not help downwards, as far as the held-out loss falls.
    private static readonly double[][] OtherCosts = [[30, 100], [3, 1]];

    private int Width => targets.Width;

    /// <summary>What was chosen, how models that did not learn from some texts did on them, the held-out ones first,
    /// and the network that learned from all, but for texts that were given to validate on; and how one of half the
    /// texts did on the held-out ones, where several recipes are tried.</summary>
    public (TextEncoder Encoder, Functional Model, int[] Judging, float[] Scores, float[]? OfHalf) Fit(int[] training,
        int[] validation)
    {
        var features = Read(training);
        var best = validation.Length < ProvesNothing ? new(features, Weighing.Rarity, MiddleCost, [], 1, 0, [])
            : Choose(features, training, validation);
        var (encoder, ids, learned) = (best.Features.Encoder, best.Features.Ids, targets);
        if (settings.ValidationData is not null)
            (ids, learned) = ([.. training.Select(i => ids[i])], targets.Of(training));
        var (sizes, norms) = Sizes(best.Weighing, ids, learned, encoder);
        var fitted = new LogisticRegression(Rows(ids, norms, encoder), learned, sizes);
        if (best.Fitted is [var begun, ..])
        {
            begun.Model.Weights.CopyTo(fitted.Weights, 0);
            begun.Model.Bias.CopyTo(fitted.Bias, 0);
        }
        fitted.Fit(best.Cost, FinalTolerance, settings.CancellationToken);
        return (encoder, LinearNetwork.Of(encoder, norms, fitted, targets, best.Temperature, settings),
            [.. best.Fitted.SelectMany(part => part.Rows)], best.Scores, best.OfHalf);
    }

    /// <summary>The probability of each class of each text, <c>[texts, classes]</c>, of two that of the second, by
    /// models that learned from the other four parts of the texts.</summary>
    public double[] OutOfFold(int[] training, int[] validation)
    {
        var best = Choose(Read(training), training, validation);
        var parts = Parts(training, validation);
        if (best.Fitted.Count != parts.Length) best = Try(best.Features, best.Weighing, parts, best.Cost);
        var probabilities = new double[texts.Count * Width];
        var row = 0;
        foreach (var i in best.Fitted.SelectMany(part => part.Rows))
        {
            var scores = best.Scores.AsSpan(row++ * Width, Width);
            var of = probabilities.AsSpan(i * Width, Width);
            var (largest, sum) = (Width == 1 ? 0 : Largest(scores), Width == 1 ? 1.0 : 0);
            for (var k = 0; k < Width; k++) sum += of[k] = Math.Exp(scores[k] - largest);
            for (var k = 0; k < Width; k++) of[k] /= sum;
        }
        return probabilities;
    }

    /// <summary>The scores of texts by a model that learned from others, where nothing is chosen.</summary>
    public float[] Plain(int[] training, int[] judged) =>
        Try(Read(training), Weighings[0], [new(training, judged)]).Scores;

    private Choice Choose(Features features, int[] training, int[] validation)
    {
        var work = features.Ids.Sum(row => (long)row.Length) * Width;
        // Letters help where words have many forms; they cost most of the time.
        var lettersToo = features.Options.Words == 2 && LettersOfWords * work <= TooMuchWork;
        if (lettersToo) work *= LettersOfWords;
        int[] some = work <= MuchWork ? training : [.. training.Where((_, i) => i * MuchWork / work
            != (i + 1) * MuchWork / work)];
        // A tenth of few texts says little: each of them judges once.
        Part[] parts = texts.Count <= ManyTexts && Folds * work <= MuchWork && settings.ValidationData is null
            ? Parts(training, validation) : [new(some, validation)];
        var best = Weighings.Select(weighing => Try(features, weighing, parts)).MinBy(choice => choice.Loss)!;
        if (lettersToo && Try(Read(features.Options with { FewestLetters = 2 }, training), best.Weighing, parts)
            is var letters && letters.Loss < best.Loss) best = letters;
        if (some != training) best = Try(best.Features, best.Weighing, [new(training, validation)]);
        var middle = best;
        foreach (var direction in OtherCosts)
        {
            foreach (var cost in direction)
                if (Fit(best with { Cost = cost }) is var next && next.Loss < best.Loss) best = next;
                else break;
            if (best != middle) break;
        }
        if (settings.Recipe is not null || HeldOut.Some(training, training.Length / 2) is not { Length: > 0 } half)
            return best;
        return best with { OfHalf = Try(best.Features, best.Weighing, [new(half, validation)], best.Cost).Scores };
    }

    private Choice Try(Features features, Weighing weighing, Part[] parts, double cost = MiddleCost) =>
        Fit(new(features, weighing, cost, [.. parts.Select(part =>
        {
            int[][] ids = [.. part.Training.Select(i => features.Ids[i])];
            // What no text to learn from has is unknown, as in any other text, and does not count for its length.
            var isKnown = new bool[features.Encoder.Ids];
            foreach (var row in ids) foreach (var id in row) isKnown[id] = true;
            var learned = targets.Of(part.Training);
            var (sizes, norms) = Sizes(weighing, ids, learned, features.Encoder);
            return new Fitted(new(Rows(ids, norms, features.Encoder), learned, sizes),
                Rows([.. part.Held.Select(i => Array.FindAll(features.Ids[i], id => isKnown[id]))], norms,
                    features.Encoder), part.Held);
        })], 1, 0, []));

    // Each cost is fitted from where the last one ended.
    private Choice Fit(Choice choice)
    {
        float[] scores = [.. choice.Fitted.SelectMany(part =>
        {
            part.Model.Fit(choice.Cost, Tolerance, settings.CancellationToken);
            var scores = new float[part.Rows.Length * Width];
            part.Held.Multiply(part.Model.Weights, part.Model.Bias, scores, Width);
            return scores;
        })];
        var held = targets.Of([.. choice.Fitted.SelectMany(part => part.Rows)]);
        var temperature = held.Temperature(scores);
        return choice with
        {
            Temperature = temperature,
            Loss = held.MeanLoss(scores, temperature),
            Scores = [.. scores.Select(score => (float)(score / temperature))],
        };
    }

    private static float Largest(ReadOnlySpan<float> scores)
    {
        var largest = scores[0];
        foreach (var score in scores) largest = MathF.Max(largest, score);
        return largest;
    }

    // The held-out texts judge first, then as many parts of the others; equal texts stay together.
    private Part[] Parts(int[] training, int[] validation)
    {
        var foldOf = new Dictionary<string, int>();
        foreach (var i in training) foldOf.TryAdd(texts[i], foldOf.Count % (Folds - 1));
        var parts = training.ToLookup(i => foldOf[texts[i]]);
        return [new(training, validation), .. parts.Select(part => new Part(
            [.. training.Where(i => foldOf[texts[i]] != part.Key), .. validation], [.. part]))];
    }

    private Features Read(int[] training)
    {
        var words = texts.Average(text => (double)text.Length) / 5 > LongText ? 3 : 2;
        return Read(new()
        {
            Words = words,
            // A feature of a single text is a hint among few texts and a burden among many.
            MinCount = texts.Count <= ManyTexts ? 1 : words,
            MaxFeatures = (int)Math.Min(MostFeatures, MostWeights / Width),
        }, training);
    }

    // Features are no answers: which there are may be learned from the held-out texts too, which are learned from in
    // the end; not from those that were given to validate on.
    private Features Read(NGramOptions options, int[] training)
    {
        var encoder = NGramEncoder.Fit(settings.ValidationData is null ? texts : [.. training.Select(i => texts[i])],
            options, settings.CancellationToken);
        return new(options, encoder, Ids(encoder, texts));
    }

    private static int[][] Ids(NGramEncoder encoder, IReadOnlyList<string> texts)
    {
        var ids = new int[texts.Count][];
        Parallel.For(0, ids.Length, i => ids[i] = encoder.IdsOf(texts[i]));
        return ids;
    }

    // Words and letters each have a length of their own: letters, of which there are more, would drown the words.
    private static FeatureRows Rows(int[][] ids, float[] norms, NGramEncoder encoder)
    {
        var border = encoder.Words.Count + 1;
        return new(ids, norms.Length, [.. ids.SelectMany(row => (float[])[Scale(row.Where(id => id < border)),
            Scale(row.Where(id => id >= border))])], border);

        float Scale(IEnumerable<int> some) => 1 / MathF.Sqrt(MathF.Max(1, some.Sum(id => norms[id])));
    }

    // How much a weight costs: by how unequally the classes have the feature, or by how few texts do. And what a
    // feature adds to the square of a text's length.
    private (float[] Sizes, float[] Norms) Sizes(Weighing weighing, int[][] ids, LinearTargets of, NGramEncoder encoder)
    {
        var count = of.Groups;
        var (texts, ofClass, total) = (new int[encoder.Ids], new int[encoder.Ids * count], new long[count]);
        for (var i = 0; i < ids.Length; i++)
        {
            Count(ids[i], texts, 0, 1);
            for (var k = 0; k < count; k++)
            {
                if (!of.IsIn(i, k)) continue;
                Count(ids[i], ofClass, k, count);
                total[k] += ids[i].Length;
            }
        }
        if (weighing == Weighing.Rarity)
        {
            float[] rarity = [.. texts.Select((n, id) => id == 0 ? 0 : MathF.Log((1f + ids.Length) / (1 + n)) + 1)];
            return (rarity, [.. rarity.Select(x => x * x)]);
        }
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
        return (sizes, [.. texts.Select((_, id) => id == 0 ? 0f : 1)]);

        // Each once: equal ids stand together.
        static void Count(int[] row, int[] counts, int at, int step)
        {
            for (var i = 0; i < row.Length; i++)
                if (i == 0 || row[i] != row[i - 1]) counts[row[i] * step + at]++;
        }
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

    private sealed record Part(int[] Training, int[] Held);

    private sealed record Fitted(LogisticRegression Model, FeatureRows Held, int[] Rows);

    private sealed record Choice(Features Features, Weighing Weighing, double Cost, IReadOnlyList<Fitted> Fitted,
        double Temperature, double Loss, float[] Scores)
    {
        /// <summary>The held-out scores of the same choice that learned from half the texts.</summary>
        public float[]? OfHalf { get; init; }
    }
}
