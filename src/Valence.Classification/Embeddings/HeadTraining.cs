namespace Valence.Classification;

/// <summary>Fits the last layer of <see cref="Recipes.Embeddings"/>: logistic regression on vectors that stay as they
/// are, about weights that the labels' names give.</summary>
/// <remarks>How far these are believed and how much a text counts are judged by texts that each was not learned from.
/// Few texts do not tell which is best, so that the layer is the mean of several, each of which counts by how likely it
/// makes the labels of those texts (Hoeting et al. 1999: Bayesian model averaging); of many texts one is
/// left.</remarks>
/// <param name="texts">The texts.</param>
/// <param name="vectors">Their vectors, <c>[texts, dimensions]</c>.</param>
/// <param name="targets">What is to be answered to them.</param>
/// <param name="centre">The weights that names give, <c>[dimensions, outputs]</c>; null where they give none.</param>
/// <param name="settings">The settings.</param>
internal sealed class HeadTraining(IReadOnlyList<string> texts, Tensor vectors, LinearTargets targets, float[]? centre,
    TrainingSettings settings)
{
    private const double Tolerance = 1e-2, FinalTolerance = 1e-3;

    // Where too few texts judge, and where a walk begins: 3 and 4, or no centre.
    private const int MiddleCost = 2, MiddleScale = 3;

    // Products of a text's number and an output: what one step of the solver costs. Below the first all choices are
    // tried, and up to the second as many parts judge as there are; at least the held-out texts.
    private const long LittleWork = 5_000_000, MuchWork = 200_000_000;

    // The texts that judge have chosen too, and are no independent witnesses.
    private const double Credence = 0.25;

    private const double LeastShare = 0.02;

    private static readonly double[] Costs = [0.3, 1, 3, 10, 30, 100];
    private static readonly double[] Scales = [0, 1, 2, 4, 8, 16];

    private readonly float[] _sizes = [.. Enumerable.Repeat(1f, vectors.Shape[1])];
    private readonly Dictionary<(int Cost, int Scale), Choice> _tried = [];
    private Part[] _parts = [];

    /// <summary>The weights <c>[dimensions, outputs]</c> and bias of the last layer, and the texts that judged, those
    /// held out first, with their scores.</summary>
    public (float[] Kernel, float[] Bias, int[] Judging, float[] Scores) Fit(int[] training, int[] validation)
    {
        var work = Math.Max(1, (long)texts.Count * vectors.Shape[1] * targets.Width);
        LinearTraining.Part[] folds = settings.ValidationData is not null ? [new(training, validation)]
            : [.. LinearTraining.Parts(texts, training, validation).Where(fold => fold.Held.Length > 0)
                .Take((int)Math.Max(1, MuchWork / work))];
        int[] judging = [.. folds.SelectMany(fold => fold.Held)];
        List<(Choice Choice, double Share)> kept =
            [(new(MiddleCost, centre is null ? 0 : MiddleScale, [], 1, 0, []), 1)];
        if (judging.Length < LinearTraining.ProvesNothing) judging = [];
        else
        {
            _parts = [.. folds.Select(fold => new Part(Rows(fold.Training), targets.Of(fold.Training),
                Rows(fold.Held)))];
            kept = Kept(kept[0].Choice, targets.Of(judging), work <= LittleWork, judging.Length);
        }
        var scores = Sum(judging.Length * targets.Width, kept.Select(of => (of.Choice.Scores, of.Share)));
        var temperature = judging.Length == 0 ? 1 : targets.Of(judging).Temperature(scores);

        int[] learned = settings.ValidationData is null ? [.. Enumerable.Range(0, texts.Count)] : training;
        var (rows, of) = (Rows(learned), targets.Of(learned));
        List<(LogisticRegression Model, double Share)> fitted = [];
        foreach (var (choice, share) in kept)
        {
            var model = Model(rows, of, choice.Scale);
            if (choice.Models is [var begun, ..]) model.BeginAt(begun);
            model.Fit(Costs[choice.Cost], FinalTolerance, settings.CancellationToken);
            fitted.Add((model, share / choice.Temperature / temperature * targets.Scale));
        }
        var bias = Sum(targets.Width, fitted.Select(of => (of.Model.Bias, of.Share)));
        return (Sum(_sizes.Length * targets.Width, fitted.Select(of => (of.Model.Weights, of.Share))),
            [.. bias.Select(number => (float)(number + targets.Shift))], judging,
            [.. scores.Select(score => (float)(score / temperature))]);
    }

    // What was tried, by how likely it makes the labels.
    private List<(Choice Choice, double Share)> Kept(Choice middle, LinearTargets judged, bool all, int count)
    {
        if (all)
            for (var cost = 0; cost < Costs.Length; cost++)
                for (var scale = 0; scale < (centre is null ? 1 : Scales.Length); scale++)
                    middle = Try(judged, middle with { Cost = cost, Scale = scale });
        else Walk(judged, middle);
        var least = _tried.Values.Min(choice => choice.Loss);
        var likely = _tried.Values.OrderBy(choice => choice.Loss).ThenBy(choice => choice.Cost)
            .ThenBy(choice => choice.Scale)
            .Select(choice => (choice, Math.Exp(-Credence * count * (choice.Loss - least))))
            .Where(choice => choice.Item2 >= LeastShare).ToList();
        var sum = likely.Sum(choice => choice.Item2);
        return [.. likely.Select(choice => (choice.choice, choice.Item2 / sum))];
    }

    // One of the two is moved until neither way helps, then the other: the loss has one valley. Twice, as they belong
    // together.
    private void Walk(LinearTargets judged, Choice middle)
    {
        var best = Try(judged, middle);
        for (var round = 0; round < 2; round++)
        {
            if (centre is not null)
                Along(Scales.Length, choice => choice.Scale, (choice, to) => choice with { Scale = to });
            Along(Costs.Length, choice => choice.Cost, (choice, to) => choice with { Cost = to });
        }

        void Along(int count, Func<Choice, int> at, Func<Choice, int, Choice> moved)
        {
            var start = best;
            foreach (var step in (int[])[1, -1])
            {
                while (at(best) + step is >= 0 and var next && next < count
                    && Try(judged, moved(best, next)) is var other && other.Loss < best.Loss) best = other;
                if (best != start) return;
            }
        }
    }

    // Each is fitted from where another ended.
    private Choice Try(LinearTargets judged, Choice choice)
    {
        if (_tried.TryGetValue((choice.Cost, choice.Scale), out var known)) return known;
        var models = new LogisticRegression[_parts.Length];
        List<float> scores = [];
        foreach (var (i, part) in _parts.Index())
        {
            models[i] = Model(part.Training, part.Targets, choice.Scale);
            if (choice.Models.Count > 0) models[i].BeginAt(choice.Models[i]);
            models[i].Fit(Costs[choice.Cost], Tolerance, settings.CancellationToken);
            var of = new float[part.Held.Rows * targets.Width];
            part.Held.Multiply(models[i].Weights, models[i].Bias, of, targets.Width);
            scores.AddRange(of);
        }
        var temperature = judged.Temperature([.. scores]);
        return _tried[(choice.Cost, choice.Scale)] = new(choice.Cost, choice.Scale, models, temperature,
            judged.MeanLoss([.. scores], temperature), [.. scores.Select(score => (float)(score / temperature))]);
    }

    private LogisticRegression Model(DenseRows rows, LinearTargets of, int scale) => new(rows, of, _sizes,
        centre is null ? null : [.. centre.Select(weight => (float)(Scales[scale] * weight))]);

    private DenseRows Rows(int[] rows) => DenseRows.Of(vectors, rows, settings.Backend);

    private static float[] Sum(int length, IEnumerable<(float[] Numbers, double Share)> parts)
    {
        var sums = new double[length];
        foreach (var (numbers, share) in parts)
            for (var i = 0; i < numbers.Length; i++) sums[i] += share * numbers[i];
        return [.. sums.Select(sum => (float)sum)];
    }

    private sealed record Part(DenseRows Training, LinearTargets Targets, DenseRows Held);

    // Cost and scale are places in their lists; a model for each part, and the scores of the texts that judge.
    private sealed record Choice(int Cost, int Scale, IReadOnlyList<LogisticRegression> Models, double Temperature,
        double Loss, float[] Scores);
}
