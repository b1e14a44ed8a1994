using System.Text.Json.Nodes;
using Valence.Losses;
using Valence.Metrics;
using Valence.Randomness;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>Any number of labels of each text, none included: those whose probability is above their own
/// threshold.</summary>
/// <remarks>Each label is a yes or no of its own: a sigmoid for each, learned by binary cross-entropy.</remarks>
public sealed class SeveralLabels : TextTask
{
    /// <summary>The name of the class in files.</summary>
    internal const string Name = "SeveralLabels";

    private const float Middle = 0.5f;

    // Texts with and without a label that are too few to choose its threshold by.
    private const int FewTexts = 10;

    private readonly bool _choosesThresholds;

    /// <summary>The task of finding labels.</summary>
    /// <param name="labels">The labels, at least one.</param>
    /// <param name="thresholds">The probability of each above which a text has it, from 0 to 1; ½ for all when
    /// null.</param>
    /// <exception cref="DataException">There is no label, or one twice.</exception>
    /// <exception cref="ArgumentException">There are more or fewer thresholds than labels, or one is outside
    /// 0 to 1.</exception>
    public SeveralLabels(IReadOnlyList<string> labels, IReadOnlyList<float>? thresholds = null)
        : this(labels, thresholds ?? [.. Enumerable.Repeat(Middle, labels.Count)], false)
    {
    }

    private SeveralLabels(IReadOnlyList<string> labels, IReadOnlyList<float> thresholds, bool choosesThresholds)
    {
        Labels = LabelSet.OfAny(labels);
        if (thresholds.Count != Labels.Count)
            throw new ArgumentException($"Expected a threshold for each of {Labels.Count} labels, received "
                + $"{thresholds.Count}.", nameof(thresholds));
        Thresholds = [.. thresholds.Select(threshold => (float)Require.Between(0, 1, threshold))];
        _choosesThresholds = choosesThresholds;
    }

    /// <summary>The probability of each label above which a text has it.</summary>
    public IReadOnlyList<float> Thresholds { get; }

    /// <inheritdoc/>
    public override string ClassName => Name;

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"any of {Labels.Count} labels");

    /// <inheritdoc/>
    public override LabelSet Labels { get; }

    /// <inheritdoc/>
    public override int Outputs => Labels.Count;

    /// <inheritdoc/>
    public override ActivationFunction? Activation => Activations.Sigmoid;

    /// <inheritdoc/>
    public override Loss Loss { get; } = new BinaryCrossentropy();

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics => [new BinaryAccuracy()];

    /// <inheritdoc/>
    public override LinearLoss LinearLoss => LinearLoss.Sigmoid;

    internal override string Options => " --task labels";

    /// <summary>The labels that occur among texts. The threshold of each is chosen on the held-out texts where at least
    /// ten of them have the label and ten have not, and is else ½; a <see cref="TrainingSettings.Threshold"/> other
    /// than that holds for all.</summary>
    /// <exception cref="DataException">A text's labels are not known, no text has any, or two labels differ in nothing
    /// that can be seen.</exception>
    public static SeveralLabels Fit(IReadOnlyList<LabelledText> texts, TrainingSettings settings) =>
        Of(LabelSet.Sorted(LabelsOf(texts, settings)), settings);

    internal override SeveralLabels Grown(IReadOnlyList<LabelledText> texts, TrainingSettings settings) =>
        Of(Labels.With(LabelsOf(texts, settings)).Names, settings);

    private static SeveralLabels Of(IReadOnlyList<string> names, TrainingSettings settings) =>
        new(names, [.. names.Select(_ => settings.Threshold)], settings.Threshold == Middle);

    private static IEnumerable<string> LabelsOf(IReadOnlyList<LabelledText> texts, TrainingSettings settings)
    {
        var all = new List<(string Label, int Row)>();
        foreach (var row in texts)
        {
            RequireSet(row, settings.Counted);
            foreach (var label in row.Labels!) all.Add((label, row.Row));
        }
        if (all.Count == 0)
            throw new DataException("Expected texts of which some have labels, found none. Check the label column.");
        LookAlikes.Refuse(all, settings.Counted);
        return all.Select(entry => entry.Label).Distinct(StringComparer.Ordinal);
    }

    /// <summary>The same labels with other thresholds.</summary>
    /// <param name="thresholds">One for each label, in their order.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or one is outside 0 to 1.</exception>
    public SeveralLabels WithThresholds(IReadOnlyList<float> thresholds) => new(Labels.Names, thresholds);

    /// <inheritdoc/>
    public override JsonObject Config() => new()
    {
        ["labels"] = Labels.ToJson(),
        ["thresholds"] = new JsonArray([.. Thresholds.Select(threshold => (JsonNode)threshold)]),
    };

    /// <summary>The task of a file.</summary>
    internal static SeveralLabels Read(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, "labels", "thresholds");
        return new(LabelSet.NamesIn(config), config.Floats("thresholds"));
    }

    /// <inheritdoc/>
    public override Data Targets(IReadOnlyList<LabelledText> texts) =>
        Tensor.From([.. Truth(texts).Select(isThere => isThere ? 1f : 0)], [texts.Count, Outputs]);

    internal override double Margin(Prediction answer) =>
        answer.Probabilities.Zip(Thresholds, (p, threshold) => Math.Abs(p - (double)threshold))
            .DefaultIfEmpty(double.PositiveInfinity).Min();

    /// <inheritdoc/>
    public override Prediction Answer(ReadOnlySpan<float> output)
    {
        var found = new List<int>();
        for (var k = 0; k < output.Length; k++)
            if (output[k] > Thresholds[k]) found.Add(k);
        var probabilities = output.ToArray();
        return new(null, 0, probabilities)
        {
            Labels = [.. found.OrderByDescending(k => probabilities[k]).Select(k => Labels.Names[k])],
        };
    }

    /// <inheritdoc/>
    public override TaskEvaluation Evaluate(IReadOnlyList<LabelledText> texts, ReadOnlySpan<float> outputs)
    {
        var predicted = new bool[outputs.Length];
        for (var i = 0; i < predicted.Length; i++) predicted[i] = outputs[i] > Thresholds[i % Outputs];
        return SeveralLabelsReport.Of(Labels.Names, Truth(texts), predicted);
    }

    // Each label has its part among those held out, and keeps one text to train on; so have texts without labels.
    internal override (int[] Training, int[] Validation) Split(IReadOnlyList<LabelledText> texts, float part,
        ulong seed)
    {
        var order = Enumerable.Range(0, texts.Count).ToArray();
        var held = (int)(texts.Count * part);
        if (held == 0) return (order, []);
        new CounterRandom(seed, CounterRandom.Purpose("validation")).Shuffle(order.AsSpan());
        var quotas = new int[Labels.Count + 1];
        foreach (var row in texts)
            foreach (var k in Groups(row)) quotas[k]++;
        for (var k = 0; k < quotas.Length; k++)
            quotas[k] = Math.Min((int)MathF.Ceiling(quotas[k] * part), Math.Max(0, quotas[k] - 1));
        List<int> training = [], validation = [];
        foreach (var i in order)
        {
            var groups = Groups(texts[i]);
            var isHeld = validation.Count < held && groups.All(k => quotas[k] > 0);
            if (isHeld)
                foreach (var k in groups) quotas[k]--;
            (isHeld ? validation : training).Add(i);
        }
        return ([.. training], [.. validation]);
    }

    internal override Judged? Baseline(IReadOnlyList<LabelledText> training, IReadOnlyList<LabelledText> heldOut)
    {
        var counts = new int[Labels.Count];
        foreach (var row in training)
            foreach (var label in row.Labels!) counts[Labels.IndexOf(label, row.Row)]++;
        return OfConstant("frequencies", [.. counts.Select(count => (float)((count + 1.0) / (training.Count + 2)))],
            heldOut);
    }

    internal override TextTask Tuned(IReadOnlyList<LabelledText> heldOut, ReadOnlySpan<float> outputs)
    {
        if (!_choosesThresholds) return this;
        var (truth, thresholds) = (Truth(heldOut), new float[Outputs]);
        for (var k = 0; k < Outputs; k++)
        {
            var rows = new (float P, bool IsThere)[heldOut.Count];
            for (var i = 0; i < rows.Length; i++) rows[i] = (outputs[i * Outputs + k], truth[i * Outputs + k]);
            var there = rows.Count(row => row.IsThere);
            thresholds[k] = Math.Min(there, rows.Length - there) < FewTexts ? Middle : BestThreshold(rows, there);
        }
        return new SeveralLabels(Labels.Names, thresholds, true);
    }

    internal override Judged Judge((string Name, int Epochs) recipe, IReadOnlyList<LabelledText> heldOut,
        float[] scores, double loss)
    {
        return base.Judge(recipe, heldOut, scores, loss) with { Score = -loss };
    }

    // Micro F1 is twice the labels that are there and found, by those that are there and those that are found.
    internal override ConfidenceInterval? Interval(IReadOnlyList<LabelledText> texts, ReadOnlySpan<float> outputs)
    {
        var (truth, right, all) = (Truth(texts), new double[texts.Count], new double[texts.Count]);
        for (var i = 0; i < truth.Length; i++)
        {
            var isFound = outputs[i] > Thresholds[i % Outputs];
            if (truth[i] && isFound) right[i / Outputs] += 2;
            all[i / Outputs] += (truth[i] ? 1 : 0) + (isFound ? 1 : 0);
        }
        return Bootstrap.Default.OfSums(right, all, (part, whole) => whole == 0 ? 0 : part / whole);
    }

    internal override void RequireKnown(in LabelledText row, string counted)
    {
        RequireSet(row, counted);
        foreach (var label in row.Labels!)
            if (!Labels.Contains(label)) throw Labels.Unknown(label, row.Row, 1, counted);
    }

    /// <summary>The threshold of the largest F1, of equal ones that nearest to ½, between two probabilities.</summary>
    internal static float BestThreshold((float P, bool IsThere)[] rows, int there)
    {
        Array.Sort(rows, (a, b) => b.P.CompareTo(a.P));
        var (best, threshold, right) = (-1.0, Middle, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].IsThere) right++;
            if (i + 1 < rows.Length && rows[i + 1].P == rows[i].P) continue;
            var f1 = 2.0 * right / (there + i + 1);
            var below = i + 1 < rows.Length ? rows[i + 1].P : 0;
            // Halfway, but ½ where that is between the two.
            var candidate = below <= Middle && Middle < rows[i].P ? Middle : below + (rows[i].P - below) / 2;
            if (candidate >= rows[i].P) candidate = below;
            if (f1 > best || f1 == best && Math.Abs(candidate - Middle) < Math.Abs(threshold - Middle))
                (best, threshold) = (f1, candidate);
        }
        return threshold;
    }

    private static void RequireSet(in LabelledText row, string counted)
    {
        if (row.Labels is null)
            throw new DataException($"{DataException.Beginning(counted)} {row.Row} has no set of labels. Say how they "
                + "stand in the file: apart by a sign, as an array of JSON, or a column for each.");
    }

    private int[] Groups(in LabelledText row)
    {
        if (row.Labels!.Count == 0) return [Labels.Count];
        var number = row.Row;
        return [.. row.Labels.Select(label => Labels.IndexOf(label, number))];
    }

    private bool[] Truth(IReadOnlyList<LabelledText> texts)
    {
        var truth = new bool[texts.Count * Outputs];
        for (var i = 0; i < texts.Count; i++)
        {
            RequireSet(texts[i], "row");
            foreach (var label in texts[i].Labels!) truth[i * Outputs + Labels.IndexOf(label, texts[i].Row)] = true;
        }
        return truth;
    }
}
