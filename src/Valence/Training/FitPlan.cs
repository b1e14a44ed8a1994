using System.Globalization;
using Valence.Losses;
using Valence.Models;

namespace Valence.Training;

/// <summary>The arrays of a call of Fit or Evaluate, checked, converted to the model's element types and
/// split.</summary>
internal sealed record FitPlan(Data X, Data Y, IReadOnlyList<Tensor?> SampleWeights, Batch? Validation)
{
    private const string LastRows = "A validation split takes the last rows as they are: shuffle them before.";

    public static FitPlan For(Model model, Data x, Data y, FitOptions options)
    {
        if (x.Rows > 0 && y.Rows == 0)
            throw new ArgumentException($"Expected as many targets as inputs, received {x.Rows} inputs and {y.Rows} "
                + "targets.", nameof(y));
        var given = options.Weighted(model, x, y);
        var weights = CheckRows(given);
        if (options.ClassWeight is not null && weights.Length > 0)
            throw new ArgumentException("Expected class weights or sample weights, received both.", "classWeight");
        if (options.ClassWeight is not null && y.Tensors.Count > 1)
            throw new ArgumentException("Class weights are for models with one output; use sample weights.",
                "classWeight");
        var validationSplit = options.ValidationSplit;
        if (!(validationSplit >= 0 && validationSplit < 1))
            throw new ArgumentOutOfRangeException(nameof(validationSplit), validationSplit,
                string.Create(CultureInfo.InvariantCulture,
                    $"Expected a validation split of at least 0 and below 1, received {validationSplit}. Give the "
                        + $"part of the rows to validate on, such as 0.2 for a fifth."));
        x = ModelInputs.Of(model, x);
        y = ModelInputs.Targets(model, y);
        if (options.ValidationData is { } held) return new(x, y, weights, Held(model, held));
        if (validationSplit == 0) return new(x, y, weights, null);
        // By way of decimal, 0.2f is the 0.2 that was written: of 960 rows 768 are left, as in Keras, and not 767.
        if ((float)validationSplit == validationSplit) validationSplit = (double)(decimal)(float)validationSplit;
        var splitAt = (int)Math.Floor(x.Rows * (1 - validationSplit));
        if (splitAt == 0 || splitAt == x.Rows)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A validation split of "
                + $"{validationSplit} leaves no row to train or none to validate on among {x.Rows}. Give more rows "
                    + $"or another split."), nameof(validationSplit));
        return new(x.Slice(0, splitAt), y.Slice(0, splitAt), Rows(0, splitAt),
            new Batch(x.Slice(splitAt, x.Rows), y.Slice(splitAt, x.Rows)) with
            {
                SampleWeight = given.SampleWeight is null ? null : Rows(splitAt, x.Rows)[0],
                SampleWeights = given.SampleWeights is null ? null : Rows(splitAt, x.Rows),
            });

        Tensor?[] Rows(int start, int end) =>
            [.. weights.Select(weight => weight is null ? null : ((Data)weight).Slice(start, end).Tensors[0])];
    }

    /// <summary>Data to validate on, checked and converted.</summary>
    public static Batch Held(Model model, Batch given)
    {
        if (given.X.Rows == 0)
            throw new ArgumentException("Expected at least one row of validation data, received none.",
                "validationData");
        CheckRows(given);
        return given with { X = ModelInputs.Converted(model, given.X), Y = ModelInputs.Targets(model, given.Y) };
    }

    /// <summary>What of the arrays can be computed with and is hardly meant.</summary>
    public IEnumerable<string> Doubts(Model model, Compilation compilation, FitOptions options) =>
    [
        .. DataDoubts.Of(X.Tensors, Y.Tensors, compilation.Losses, "of the training data"),
        // Whoever wants errors goes on with a model that may know other classes.
        .. options.WarningsAreErrors ? [] : DataDoubts.OfOneClass(Y.Tensors, compilation.Losses,
            "of the training data", options.ValidationSplit > 0 ? LastRows : "There is nothing to tell it from."),
        .. compilation.Losses.Take(Y.Tensors.Count).Select((loss, i) => loss is SparseCategoricalCrossentropy
            ? DataDoubts.OfNumbersFromOne(Y.Tensors[i], ModelDoubts.WidthOf(model, i)) : null).OfType<string>(),
        .. Validation is { } held ? Doubts(held, compilation) : [],
        .. options.ValidationSplit > 0 && Validation is { } last ? DataDoubts.OfOneClass(last.Y.Tensors,
            compilation.Losses, "to validate on", LastRows) : [],
        .. options.ClassWeight is null || Y.Tensors.Count == 0 || compilation.Losses is [SparseLoss] ? []
            : DataDoubts.OfClasses(Y.Tensors[0]),
        .. options.ClassWeight is { } weights && Y.Tensors is [{ Shape.Rank: 1 or 2 } classes]
            ? DataDoubts.OfMissing(new ClassWeights(weights).Missing(classes)) : [],
    ];

    /// <summary>What of validation data can be computed with and is hardly meant.</summary>
    public static IEnumerable<string> Doubts(Batch held, Compilation compilation) =>
        DataDoubts.Of(held.X.Tensors, held.Y.Tensors, compilation.Losses, "of the validation data");

    /// <summary>The rows to train on, in an order of its own for every epoch where the options say so.</summary>
    public IBatchSource Training(int batchSize, ulong seed, FitOptions options) =>
        LimitedBatches.Of(ArrayBatches.Weighted(X, Y, SampleWeights, batchSize, options.Shuffle ? seed : null),
            options.StepsPerEpoch, startsAnew: false);

    /// <summary>The rows to validate on, or null where there are none.</summary>
    public static IBatchSource? ValidationOn(Batch? held, int batchSize, FitOptions options) =>
        held is not { } rows ? null
        : LimitedBatches.Of(
            ArrayBatches.Weighted(rows.X, rows.Y, Valence.Training.SampleWeights.Of(rows),
                options.ValidationBatchSize ?? batchSize, null),
            options.ValidationSteps, startsAnew: true);

    /// <summary>Refuses targets and sample weights that are not those of the batch's rows.</summary>
    /// <returns>The sample weights: none, for all outputs, or for each output.</returns>
    public static Tensor?[] CheckRows(Batch batch)
    {
        if (batch.X.Rows == 0) throw new ArgumentException("Expected at least one row of inputs, received none.", "x");
        if (batch.Y.Tensors.Count > 0 && batch.X.Rows != batch.Y.Rows)
            throw new ArgumentException($"Expected as many targets as inputs, received {batch.X.Rows} inputs and "
                + $"{batch.Y.Rows} targets.", "y");
        foreach (var targets in batch.Y.Tensors) CheckTargets(targets);
        return Valence.Training.SampleWeights.Of(batch);
    }

    private static void CheckTargets(Tensor targets)
    {
        if (targets.Type == ElementType.String)
            throw new ArgumentException($"Expected numbers as targets, received texts {targets.TypeAndShape}. Number "
                + "the classes from 0: Array.IndexOf(classes, label).", "y");
        if (targets.Type != ElementType.Float32) return;
        var values = targets.Floats;
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected finite targets, "
                    + $"received {values[i]} in row {i / (values.Length / targets.Shape[0])}. Remove the row or "
                        + $"fill in its target."), "y");
    }
}
