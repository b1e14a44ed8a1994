using System.Globalization;

namespace Valence.Classification;

/// <summary>Fits <see cref="Recipes.Linear"/>: chooses features, how they are weighed and the cost on held-out texts,
/// then learns from all.</summary>
/// <param name="texts">The texts.</param>
/// <param name="targets">What is to be answered to them.</param>
/// <param name="settings">The settings.</param>
/// <param name="centre">The earlier model whose weights may be gone on from; null where there is none.</param>
internal sealed class LinearTraining(IReadOnlyList<string> texts, LinearTargets targets, TrainingSettings settings,
    LinearCentre? centre = null)
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

    /// <summary>Rows that are too few to choose by.</summary>
    public const int ProvesNothing = 20;

    private const int Folds = 5;

    private const double MiddleCost = 10;

    // Upwards, and where that does not help downwards, as far as the held-out loss falls.
    private static readonly double[][] OtherCosts = [[30, 100], [3, 1]];

    // Little data moves earlier weights little.
    private static readonly double[][] OtherCostsAbout = [[30, 100], [3, 1, 0.3, 0.1]];

    // How far an earlier model is believed.
    private static readonly double[][] OtherScales = [[0.5, 0.25], [2]];

    /// <summary>Whether only the held-out texts judge: others have labels that come from their neighbours.</summary>
    public bool HeldOutAlone { get; init; } = settings.ValidationData is not null;

    /// <summary>How much time there is; no end when null. What is chosen takes it, the last fit always
    /// comes.</summary>
    public Func<TimeSpan>? Left { get; init; }

    private TimeSpan _longest;
    private bool _isCut;

    private int Width => targets.Width;

    /// <summary>How many words in a row are a feature unless it is said.</summary>
    /// <param name="letters">The mean number of letters of a text.</param>
    public static int UsualWords(double letters) => letters / 5 > LongText ? 3 : 2;

    /// <summary>Chooses and learns.</summary>
    public LinearFit Fit(int[] training, int[] validation)
    {
        var features = Read(training);
        // An earlier model is gone on from where there are few texts, each of which judges then.
        var fresh = validation.Length < ProvesNothing && (centre is null || settings.ValidationData is not null
            || texts.Count < ProvesNothing) ? new(features, Weighing.Rarity, MiddleCost, 0, [], 1, 0, [])
            : Choose(features, training, validation);
        var adapted = centre is null ? fresh : Adapted(fresh);
        // Of a label that no text has the texts say nothing: only the earlier model knows it.
        var best = fresh.Fitted.Count > 0 && adapted.Loss >= fresh.Loss
            && Enumerable.Range(0, Width).All(targets.IsBounded) ? fresh : adapted;
        var (ids, learned) = (best.Features.Ids, targets);
        if (settings.ValidationData is not null)
            (ids, learned) = ([.. training.Select(i => ids[i])], targets.Of(training));
        var fitted = Model(best.Features, best.Weighing, best.Scale, ids, learned, out var norms);
        if (best.Fitted is [var begun, ..]) fitted.BeginAt(begun.Model);
        fitted.Fit(best.Cost, FinalTolerance, settings.CancellationToken);
        var weights = fitted.Weights;
        if (best.Features.Earlier is not null) (weights, norms) = Whole(best.Features, best.Scale, weights, norms);
        return new(best.Features.Encoder, LinearNetwork.Of(best.Features.Encoder, norms, weights, fitted.Bias, targets,
            best.Temperature, settings), [.. best.Fitted.SelectMany(part => part.Part.Held)], best.Scores)
        {
            OfHalf = best.OfHalf,
            Beside = centre is null || fresh.Fitted.Count == 0 ? null
                : new(fresh.Scores, fresh.Loss, adapted.Loss, adapted.Scale),
            IsFresh = best.Scale == 0,
        };
    }

    /// <summary>The probability of each class or label of each text, <c>[texts, outputs]</c>, of two classes that of
    /// the second, by models that learned from the other four parts of the texts. Where that is much work, as of many
    /// labels, nothing is chosen.</summary>
    public double[] OutOfFold(int[] training, int[] validation)
    {
        var (features, parts) = (Read(training), Parts(texts, training, validation));
        var best = features.Ids.Sum(row => (long)row.Length) * Width <= MuchWork
            ? Choose(features, training, validation) : Try(features, Weighings[0], parts);
        if (best.Fitted.Count != parts.Length) best = Try(best.Features, best.Weighing, parts, best.Cost);
        var probabilities = new double[texts.Count * Width];
        var row = 0;
        foreach (var i in best.Fitted.SelectMany(part => part.Part.Held))
        {
            var scores = best.Scores.AsSpan(row++ * Width, Width);
            var of = probabilities.AsSpan(i * Width, Width);
            if (targets.Loss == LinearLoss.Sigmoid)
            {
                for (var k = 0; k < Width; k++) of[k] = 1 / (1 + Math.Exp(-(double)scores[k]));
                continue;
            }
            var (largest, sum) = (Largest(scores), 0.0);
            for (var k = 0; k < Width; k++) sum += of[k] = Math.Exp(scores[k] - largest);
            for (var k = 0; k < Width; k++) of[k] /= sum;
        }
        return probabilities;
    }

    /// <summary>What a model that learned from all texts says to others, and what models say to the texts that did not
    /// learn from them, which choose.</summary>
    /// <param name="asked">The others.</param>
    /// <returns>Positions of texts, the scores of these, and those of the others, all calibrated alike.</returns>
    public (int[] Judging, float[] Judged, float[] Asked) Teach(IReadOnlyList<string> asked)
    {
        int[] all = [.. Enumerable.Range(0, texts.Count)];
        var features = Read(all);
        Part[] parts = [.. Parts(texts, all, []).Where(part => part.Held.Length > 0 && part.Training.Length > 0)];
        if (parts.Length == 0) return ([], [], []);
        if ((long)parts.Length * features.Ids.Sum(row => (long)row.Length) * Width > MuchWork) parts = parts[..1];
        var best = WithBestCost(Weighings.Select(weighing => Try(features, weighing, parts))
            .MinBy(choice => choice.Loss)!, OtherCosts);
        var model = Model(features, best.Weighing, 0, features.Ids, targets, out var norms);
        model.BeginAt(best.Fitted[0].Model);
        model.Fit(best.Cost, FinalTolerance, settings.CancellationToken);
        var scores = new float[asked.Count * Width];
        FeatureRows.Of(Ids(features.Encoder, asked), norms, features.Border).Multiply(model.Weights, model.Bias, scores,
            Width);
        return ([.. parts.SelectMany(part => part.Held)], best.Scores,
            Array.ConvertAll(scores, score => (float)(score / best.Temperature)));
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
        Part[] parts = texts.Count <= ManyTexts && Folds * work <= MuchWork && !HeldOutAlone
            ? Parts(texts, training, validation) : [new(some, validation)];
        var best = Weighings.Where((_, i) => i == 0 || HasTime(1))
            .Select(weighing => Try(features, weighing, parts)).MinBy(choice => choice.Loss)!;
        if (lettersToo && HasTime(LettersOfWords)
            && Try(Read(features.Options with { FewestLetters = 2 }, training), best.Weighing, parts)
            is var letters && letters.Loss < best.Loss) best = letters;
        if (some != training && HasTime((double)training.Length / some.Length))
            best = Try(best.Features, best.Weighing, [new(training, validation)]);
        best = WithBestCost(best, OtherCosts);
        if (settings.Recipe is not null || !HasTime(1)
            || HeldOut.Some(training, training.Length / 2) is not { Length: > 0 } half) return best;
        return best with { OfHalf = Try(best.Features, best.Weighing, [new(half, validation)], best.Cost).Scores };
    }

    // About the weights of the earlier model.
    private Choice Adapted(Choice fresh)
    {
        var features = Together(fresh.Features);
        if (fresh.Fitted.Count == 0) return fresh with { Features = features, Scale = 1 };
        Part[] parts = [.. fresh.Fitted.Select(part => part.Part)];
        var best = Weighings.Select(weighing => Try(features, weighing, parts, scale: 1))
            .MinBy(choice => choice.Loss)!;
        var whole = best;
        foreach (var direction in OtherScales)
        {
            foreach (var scale in direction)
                if (Try(features, best.Weighing, parts, scale: scale) is var next && next.Loss < best.Loss) best = next;
                else break;
            if (best != whole) break;
        }
        return WithBestCost(best, OtherCostsAbout);
    }

    private Choice WithBestCost(Choice middle, double[][] others)
    {
        var best = middle;
        foreach (var direction in others)
        {
            foreach (var cost in direction)
                if (HasTime(1) && Fit(best with { Cost = cost }) is var next && next.Loss < best.Loss) best = next;
                else break;
            if (best != middle) break;
        }
        return best;
    }

    // The features of the earlier model and of the texts, those of them that the texts have: others keep their weights.
    private Features Together(Features fresh)
    {
        var encoder = centre!.With(fresh.Encoder);
        if ((long)encoder.Ids * Width > 2 * MostWeights)
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"Too many features and outputs: the "
                + $"{centre.Features} features of the model to go on from and those of the texts, for {Width} outputs "
                + $"each, are more than {2 * MostWeights} weights. Train without it."));
        var (ids, earlier) = (Ids(encoder, texts), centre.EarlierIds(encoder));
        var number = new int[encoder.Ids];
        foreach (var row in ids) foreach (var id in row) number[id] = 1;
        int[] used = [0, .. Enumerable.Range(1, encoder.Ids - 1).Where(id => number[id] > 0)];
        foreach (var (i, id) in used.Index()) number[id] = i;
        foreach (var row in ids)
            for (var i = 0; i < row.Length; i++) row[i] = number[row[i]];
        return new(fresh.Options, encoder, ids, used.Length, used.Count(id => id <= encoder.Words.Count))
        {
            Used = used,
            Earlier = [.. used.Select(id => earlier[id])],
        };
    }

    // Weights and norms of all features, from those of the ones that texts have.
    private (float[] Weights, float[] Norms) Whole(Features features, double scale, float[] weights, float[] norms)
    {
        var earlier = centre!.EarlierIds(features.Encoder);
        var (all, allNorms) = (centre.Weights(earlier, scale), centre.Norms(earlier, _ => 1));
        foreach (var (i, id) in features.Used!.Index())
        {
            weights.AsSpan(i * Width, Width).CopyTo(all.AsSpan(id * Width, Width));
            allNorms[id] = norms[i];
        }
        return (all, allNorms);
    }

    private Choice Try(Features features, Weighing weighing, Part[] parts, double cost = MiddleCost,
        double scale = 0) =>
        Fit(new(features, weighing, cost, scale, [.. parts.Select(part =>
        {
            int[][] ids = [.. part.Training.Select(i => features.Ids[i])];
            // What no text to learn from has is unknown, as in any other text, and does not count for its length.
            var isKnown = new bool[features.Count];
            foreach (var row in ids) foreach (var id in row) isKnown[id] = true;
            if (features.Earlier is { } earlier)
                for (var id = 0; id < isKnown.Length; id++) isKnown[id] |= earlier[id] >= 0;
            var model = Model(features, weighing, scale, ids, targets.Of(part.Training), out var norms);
            return new Fitted(model, FeatureRows.Of([.. part.Held.Select(i => Array.FindAll(features.Ids[i],
                id => isKnown[id]))], norms, features.Border), part);
        })], 1, 0, []));

    // Whether there is time for what takes so many times as long as the longest so far, and for the last fit.
    private bool HasTime(double times)
    {
        if (Left is null || Left() > (1 + times) * _longest) return true;
        if (!_isCut)
            settings.Say($"{Recipes.Linear.Name,-12} chooses among fewer settings, as there is no time for others");
        _isCut = true;
        return false;
    }

    // Each cost is fitted from where the last one ended.
    private Choice Fit(Choice choice)
    {
        var begun = settings.Clock.GetTimestamp();
        float[] scores = [.. choice.Fitted.SelectMany(part =>
        {
            part.Model.Fit(choice.Cost, Tolerance, settings.CancellationToken);
            var scores = new float[part.Part.Held.Length * Width];
            part.Held.Multiply(part.Model.Weights, part.Model.Bias, scores, Width);
            return scores;
        })];
        var held = targets.Of([.. choice.Fitted.SelectMany(part => part.Part.Held)]);
        var temperature = held.Temperature(scores);
        if (settings.Clock.GetElapsedTime(begun) is var took && took > _longest) _longest = took;
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

    /// <summary>The held-out texts judge first, then as many parts of the others; equal texts stay together.</summary>
    public static Part[] Parts(IReadOnlyList<string> texts, int[] training, int[] validation)
    {
        var foldOf = new Dictionary<string, int>();
        foreach (var i in training) foldOf.TryAdd(texts[i], foldOf.Count % (Folds - 1));
        var parts = training.ToLookup(i => foldOf[texts[i]]);
        return [new(training, validation), .. parts.Select(part => new Part(
            [.. training.Where(i => foldOf[texts[i]] != part.Key), .. validation], [.. part]))];
    }

    private Features Read(int[] training)
    {
        var words = settings.WordsInRow ?? UsualWords(texts.Average(text => (double)text.Length));
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
        return new(options, encoder, Ids(encoder, texts), encoder.Ids, encoder.Words.Count + 1);
    }

    private static int[][] Ids(NGramEncoder encoder, IReadOnlyList<string> texts)
    {
        var ids = new int[texts.Count][];
        Parallel.For(0, ids.Length, i => ids[i] = encoder.IdsOf(texts[i]));
        return ids;
    }

    // A model that is not fitted yet, and what each feature adds to the square of a text's length.
    private LogisticRegression Model(Features features, Weighing weighing, double scale, int[][] ids,
        LinearTargets learned, out float[] norms)
    {
        (var sizes, norms) = Sizes(weighing, ids, learned, features);
        return new(FeatureRows.Of(ids, norms, features.Border), learned, sizes,
            features.Earlier is { } earlier ? centre!.Weights(earlier, scale) : null);
    }

    // How much a weight costs: by how unequally the classes have the feature, or by how few texts do. And what a
    // feature adds to the square of a text's length.
    private (float[] Sizes, float[] Norms) Sizes(Weighing weighing, int[][] ids, LinearTargets of, Features features)
    {
        var (count, ofAll) = (of.Groups, features.Count);
        var (texts, ofClass, total) = (new int[ofAll], new int[ofAll * count], new long[count]);
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
        float[] rarity = [.. texts.Select((n, id) => id == 0 ? 0 : MathF.Log((1f + ids.Length) / (1 + n)) + 1)];
        var isOfRarity = weighing == Weighing.Rarity;
        float[] norms = features.Earlier is { } earlier ? centre!.Norms(earlier, id => rarity[id] * rarity[id])
            : [.. rarity.Select((x, id) => isOfRarity ? x * x : id == 0 ? 0 : 1)];
        if (isOfRarity) return (rarity, norms);
        var (sizes, all) = (new float[ofAll * Width], (double)ids.Sum(row => (long)row.Length));
        FeatureRows.Each(ofAll, id =>
        {
            for (var k = 0; k < Width && id > 0; k++)
            {
                var group = count == Width ? k : 1;
                var inside = (1.0 + ofClass[id * count + group]) / (ofAll + total[group]);
                var outside = (1.0 + texts[id] - ofClass[id * count + group]) / (ofAll + all - total[group]);
                sizes[id * Width + k] = (float)Math.Abs(Math.Log(inside / outside));
            }
        });
        return (sizes, norms);

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

    // Ids of texts, how many there are, and the first of letters.
    private sealed record Features(NGramOptions Options, NGramEncoder Encoder, int[][] Ids, int Count, int Border)
    {
        /// <summary>For each id that of the encoder; null where they are the same.</summary>
        public int[]? Used { get; init; }

        /// <summary>For each id that of the earlier model, or −1; null where none is gone on from.</summary>
        public int[]? Earlier { get; init; }
    }

    /// <summary>Texts to learn from and others that judge.</summary>
    public sealed record Part(int[] Training, int[] Held);

    private sealed record Fitted(LogisticRegression Model, FeatureRows Held, Part Part);

    private sealed record Choice(Features Features, Weighing Weighing, double Cost, double Scale,
        IReadOnlyList<Fitted> Fitted, double Temperature, double Loss, float[] Scores)
    {
        /// <summary>The held-out scores of the same choice that learned from half the texts.</summary>
        public float[]? OfHalf { get; init; }
    }
}
