using System.Text.Json.Nodes;
using Valence.Losses;
using Valence.Metrics;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>One class of each text, among two or more.</summary>
public sealed class OneClass : TextTask
{
    /// <summary>The name of the class in files.</summary>
    internal const string Name = "OneClass";

    /// <summary>The task of telling classes apart.</summary>
    /// <param name="labels">The classes.</param>
    /// <param name="threshold">The probability of the second of two classes above which it is the answer, from 0 to 1;
    /// of more classes the most probable is.</param>
    public OneClass(LabelSet labels, float threshold = 0.5f)
    {
        Labels = Require.NotNull(labels);
        Threshold = (float)Require.Between(0, 1, threshold);
    }

    /// <summary>The probability of the second of two classes above which it is the answer.</summary>
    public float Threshold { get; }

    /// <summary>What makes the network's probabilities as large as they are right; null where they are so.</summary>
    internal IsotonicCalibration? Calibration { get; init; }

    /// <summary>The same of the network's own probabilities.</summary>
    internal OneClass Uncalibrated => Calibration is null ? this : new(Labels, Threshold);

    /// <inheritdoc/>
    public override string ClassName => Name;

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"one class of {Labels.Count}");

    /// <inheritdoc/>
    public override LabelSet Labels { get; }

    /// <inheritdoc/>
    public override int Outputs => Labels.Count == 2 ? 1 : Labels.Count;

    /// <inheritdoc/>
    public override ActivationFunction? Activation => Labels.Count == 2 ? Activations.Sigmoid : Activations.Softmax;

    /// <inheritdoc/>
    public override Loss Loss => Labels.Count == 2 ? new BinaryCrossentropy() : new SparseCategoricalCrossentropy();

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics => [Metric.Accuracy];

    /// <inheritdoc/>
    public override LinearLoss LinearLoss => Labels.Count == 2 ? LinearLoss.Sigmoid : LinearLoss.Softmax;

    /// <summary>The classes that occur among texts.</summary>
    /// <exception cref="DataException">A label is missing, there is one class only, or two labels differ in nothing
    /// that can be seen.</exception>
    public static OneClass Fit(IReadOnlyList<LabelledText> texts, TrainingSettings settings) =>
        new(LabelSet.From(LabelsOf(texts, settings)), settings.Threshold);

    internal override OneClass Grown(IReadOnlyList<LabelledText> texts, TrainingSettings settings) =>
        new(Labels.With(LabelsOf(texts, settings)), settings.Threshold);

    private static IEnumerable<string> LabelsOf(IReadOnlyList<LabelledText> texts, TrainingSettings settings)
    {
        foreach (var row in texts)
        {
            RefuseSet(row, settings.Counted);
            if (row.Label is null)
                throw new DataException($"{DataException.Beginning(settings.Counted)} {row.Row} has no label. Give "
                    + "every text one, or name the label column.");
        }
        LookAlikes.Refuse(texts.Select(row => (row.Label!, row.Row)), settings.Counted);
        return texts.Select(row => row.Label!);
    }

    /// <summary>The weights under which every class counts as much as any other, those of scikit-learn's
    /// <c>balanced</c>: texts / (classes · texts of the class).</summary>
    /// <param name="texts">The texts that are learned from; those without a label count for nothing.</param>
    public static IReadOnlyDictionary<string, double> BalancedWeights(IEnumerable<LabelledText> texts)
    {
        var counts = texts.Where(row => row.Label is not null).CountBy(row => row.Label!, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        var all = counts.Values.Sum();
        return counts.ToDictionary(entry => entry.Key, entry => (double)all / ((double)counts.Count * entry.Value),
            StringComparer.Ordinal);
    }

    internal override double Margin(Prediction answer) => answer.Probabilities is [_, var second]
        ? Math.Abs(second - (double)Threshold) : base.Margin(answer);

    /// <inheritdoc/>
    public override JsonObject Config() => new() { ["labels"] = Labels.ToJson(), ["threshold"] = Threshold };

    /// <summary>The task of a file.</summary>
    internal static OneClass Read(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, "labels", "threshold");
        return new(new(LabelSet.NamesIn(config)), config.Float("threshold"));
    }

    /// <inheritdoc/>
    public override Data Targets(IReadOnlyList<LabelledText> texts)
    {
        var y = Classes(texts);
        return Labels.Count == 2 ? y.Select(label => (float)label).ToArray() : y;
    }

    /// <inheritdoc/>
    public override Prediction Answer(ReadOnlySpan<float> output)
    {
        if (output.Length > 1)
        {
            var best = 0;
            for (var i = 1; i < output.Length; i++)
                if (output[i] > output[best]) best = i;
            var all = Calibration?.Calibrated(output) ?? output.ToArray();
            return new(Labels.Names[best], all[best], all) { Labels = [Labels.Names[best]] };
        }
        var index = output[0] > Threshold ? 1 : 0;
        var both = Calibration?.Calibrated(output) ?? [1 - output[0], output[0]];
        return new(Labels.Names[index], both[index], both) { Labels = [Labels.Names[index]] };
    }

    /// <inheritdoc/>
    public override TaskEvaluation Evaluate(IReadOnlyList<LabelledText> texts, ReadOnlySpan<float> outputs)
    {
        var predicted = new int[texts.Count];
        for (var row = 0; row < predicted.Length; row++)
            predicted[row] = Labels.IndexOf(Answer(outputs.Slice(row * Outputs, Outputs)).Label!, texts[row].Row);
        var report = new ClassificationReport(ConfusionMatrix.Of(Classes(texts), predicted, Labels.Names));
        return new(TaskEvaluation.Pairs(("accuracy", report.Accuracy), ("macro F1", report.MacroAverage.F1),
            ("weighted F1", report.WeightedAverage.F1)));
    }

    internal override string? Options => "";

    internal override (int[] Training, int[] Validation) Split(IReadOnlyList<LabelledText> texts, float part,
        ulong seed) => HeldOut.Split(Classes(texts), Labels.Count, part, seed);

    internal override Judged? Baseline(IReadOnlyList<LabelledText> training, IReadOnlyList<LabelledText> heldOut)
    {
        var counts = new int[Labels.Count];
        foreach (var index in Classes(training)) counts[index]++;
        var (largest, loss, classes) = (Array.IndexOf(counts, counts.Max()), 0.0, Classes(heldOut));
        foreach (var index in classes) loss -= Math.Log((counts[index] + 1.0) / (training.Count + Labels.Count));
        var right = classes.Count(index => index == largest);
        return new(new("majority", 0, right, classes.Length, classes.Length == 0 ? 0 : loss / classes.Length), right,
            []);
    }

    internal override Judged Judge((string Name, int Epochs) recipe, IReadOnlyList<LabelledText> heldOut,
        float[] scores, double loss)
    {
        var classes = Classes(heldOut);
        bool[] isRight = [.. classes.Select((of, i) =>
            Temperature.Right(scores.AsSpan(i * Outputs, Outputs), [of], Outputs) == 1)];
        var right = isRight.Count(text => text);
        return new(new(recipe.Name, recipe.Epochs, right, heldOut.Count,
            heldOut.Count == 0 ? 0 : Temperature.Loss(scores, classes, Outputs, 1)), right, isRight);
    }

    internal override void RequireKnown(in LabelledText row, string counted)
    {
        RefuseSet(row, counted);
        if (row.Label is null)
            throw new DataException($"{DataException.Beginning(counted)} {row.Row} has no label. Give every text one.");
        if (!Labels.Contains(row.Label)) throw Labels.Unknown(row.Label, row.Row, 1, counted);
    }

    private static void RefuseSet(in LabelledText row, string counted)
    {
        if (row.Labels is not null)
            throw new DataException($"{DataException.Beginning(counted)} {row.Row} has a set of labels, one class is "
                + "expected. Leave out what was said of several labels.");
    }

    /// <summary>The class of each text.</summary>
    internal int[] Classes(IReadOnlyList<LabelledText> texts) => [.. texts.Select(row =>
        Labels.IndexOf(row.Label ?? throw new DataException($"Row {row.Row} has no label."), row.Row))];
}
