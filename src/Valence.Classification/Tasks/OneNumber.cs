using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Losses;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>One number of each text, such as its stars: the label as a decimal number.</summary>
/// <remarks>Learned by the mean squared error of numbers less their mean and divided by their deviation, which are
/// folded into the last layer: the network answers in the labels' unit.</remarks>
public sealed class OneNumber : TextTask
{
    /// <summary>The name of the class in files.</summary>
    internal const string Name = "OneNumber";

    private readonly (double, double) _unit = (1, 0);

    /// <summary>The task of a network that is trained already.</summary>
    public OneNumber()
    {
    }

    private OneNumber(double deviation, double mean) => _unit = (deviation, mean);

    /// <inheritdoc/>
    public override string ClassName => Name;

    /// <inheritdoc/>
    public override string Description => "a number";

    /// <inheritdoc/>
    public override int Outputs => 1;

    /// <inheritdoc/>
    public override Loss Loss { get; } = new MeanSquaredError();

    /// <inheritdoc/>
    public override LinearLoss LinearLoss => LinearLoss.Squared;

    internal override (double Scale, double Shift) Unit => _unit;

    internal override string Options => " --task number";

    /// <summary>Finds the unit of the texts' numbers.</summary>
    /// <exception cref="DataException">A label is missing or no number, or all are equal.</exception>
    public static OneNumber Fit(IReadOnlyList<LabelledText> texts, TrainingSettings settings)
    {
        var numbers = texts.Select(row => NumberOf(row, settings.Counted)).ToArray();
        var mean = numbers.Average();
        var deviation = Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean)));
        return numbers.All(number => number == numbers[0]) || !(deviation > 0)
            ? throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Expected texts with different numbers, found only {numbers[0]}. Check the label column."))
            : new(deviation, mean);
    }

    internal override OneNumber Grown(IReadOnlyList<LabelledText> texts, TrainingSettings settings) =>
        Fit(texts, settings);

    /// <inheritdoc/>
    public override JsonObject Config() => [];

    /// <summary>The task of a file.</summary>
    internal static OneNumber Read(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config);
        return new();
    }

    /// <inheritdoc/>
    public override Data Targets(IReadOnlyList<LabelledText> texts) =>
        Tensor.From([.. texts.Select(row => (float)NumberOf(row, "row"))], [texts.Count, 1]);

    /// <inheritdoc/>
    public override Prediction Answer(ReadOnlySpan<float> output) => new(null, 0, []) { Value = output[0] };

    /// <inheritdoc/>
    public override TaskEvaluation Evaluate(IReadOnlyList<LabelledText> texts, ReadOnlySpan<float> outputs)
    {
        var (truth, answers) = (new double[texts.Count], new double[texts.Count]);
        for (var row = 0; row < truth.Length; row++)
            (truth[row], answers[row]) = (NumberOf(texts[row], "row"), outputs[row]);
        return NumberReport.Of(truth, answers);
    }

    internal override ConfidenceInterval? Interval(IReadOnlyList<LabelledText> texts, ReadOnlySpan<float> outputs)
    {
        var (squares, ones) = (new double[texts.Count], new double[texts.Count]);
        for (var row = 0; row < squares.Length; row++)
            (squares[row], ones[row]) = (Math.Pow(outputs[row] - NumberOf(texts[row], "row"), 2), 1);
        return Bootstrap.Default.OfSums(squares, ones, (sum, count) => Math.Sqrt(sum / count));
    }

    internal override Judged? Baseline(IReadOnlyList<LabelledText> training, IReadOnlyList<LabelledText> heldOut) =>
        OfConstant("mean", [(float)training.Average(row => NumberOf(row, "row"))], heldOut);

    internal override void RequireKnown(in LabelledText row, string counted) => NumberOf(row, counted);

    /// <summary>The number that a row is labelled with.</summary>
    internal static double NumberOf(in LabelledText row, string counted)
    {
        var place = $"{DataException.Beginning(counted)} {row.Row}";
        if (row.Labels is not null)
            throw new DataException($"{place} has a set of labels, a number is expected. Leave out what was said of "
                + "several labels.");
        if (row.Label is null)
            throw new DataException($"{place} has no label. Give every text a number, or name the label column.");
        return double.TryParse(row.Label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && float.IsFinite((float)number) ? number
            : throw new DataException($"{place} has the label '{Printable.Label(LabelSet.Shortened(row.Label))}', "
                + "expected a number such as 4 or 3.5. Correct it, or name another label column.");
    }
}
