using Valence.Models;
using Valence.Operations;

namespace Valence.Training;

/// <summary>The arrays of a call of Fit or Evaluate, checked, converted to the model's element types and split.</summary>
internal sealed record FitPlan(Data X, Data Y, Tensor? SampleWeight, Batch? Validation)
{
    public static FitPlan For(Model model, Data x, Data y, float validationSplit, FitOptions options)
    {
        if (x.Rows > 0 && y.Rows == 0) throw new ArgumentException($"Expected as many targets as inputs, received {x.Rows} inputs and {y.Rows} targets.", nameof(y));
        CheckRows(new(x, y, options.SampleWeight));
        if (options.ClassWeight is not null && options.SampleWeight is not null)
            throw new ArgumentException("Expected class weights or sample weights, received both.", nameof(options));
        if (options.ClassWeight is not null && y.Tensors.Count > 1)
            throw new ArgumentException("Class weights are for models with one output; use sample weights.", nameof(options));
        if (!(validationSplit >= 0 && validationSplit < 1))
            throw new ArgumentOutOfRangeException(nameof(validationSplit), validationSplit, FormattableString.Invariant($"Expected a validation split of at least 0 and below 1, received {validationSplit}. Give the part of the rows to validate on, such as 0.2 for a fifth."));
        Build(model, x);
        x = Converted(model, x);
        var held = options.ValidationData;
        if (held is { } given) return new(x, y, options.SampleWeight, Held(model, given));
        if (validationSplit == 0) return new(x, y, options.SampleWeight, null);
        // By way of decimal, 0.2f is the 0.2 that was written: of 960 rows 768 are left, as in Keras, and not 767.
        var splitAt = (int)Math.Floor(x.Rows * (1 - (double)(decimal)validationSplit));
        if (splitAt == 0 || splitAt == x.Rows)
            throw new ArgumentException(FormattableString.Invariant($"A validation split of {validationSplit} leaves no row to train or none to validate on among {x.Rows}. Give more rows or another split."), nameof(validationSplit));
        var heldWeights = options.SampleWeight is { } all ? ((Data)all).Slice(splitAt, x.Rows).Tensors[0] : null;
        var trainWeights = options.SampleWeight is { } own ? ((Data)own).Slice(0, splitAt).Tensors[0] : null;
        return new(x.Slice(0, splitAt), y.Slice(0, splitAt), trainWeights, new(x.Slice(splitAt, x.Rows), y.Slice(splitAt, x.Rows), heldWeights));
    }

    /// <summary>Builds the model for inputs like <paramref name="x"/> where it is not built.</summary>
    public static void Build(Model model, Data x)
    {
        // The shape that an InputLayer gives may hold what arrays do not tell, such as a fixed batch.
        model.BuildIfPossible();
        if (model.IsBuilt)
        {
            model.InitializeWeights();
            return;
        }
        model.BuildFor([.. x.Tensors.Select(tensor => tensor.Shape.With(0, Shape.Unknown))]);
    }

    /// <summary>Data to validate on, checked and converted.</summary>
    public static Batch Held(Model model, Batch given)
    {
        if (given.X.Rows == 0) throw new ArgumentException("Expected at least one row of validation data, received none.", nameof(FitOptions.ValidationData));
        CheckRows(given);
        return given with { X = Converted(model, given.X) };
    }

    /// <summary>Refuses targets and sample weights that are not those of the batch's rows.</summary>
    public static void CheckRows(Batch batch)
    {
        if (batch.X.Rows == 0) throw new ArgumentException("Expected at least one row of inputs, received none.", "x");
        if (batch.Y.Tensors.Count > 0 && batch.X.Rows != batch.Y.Rows) throw new ArgumentException($"Expected as many targets as inputs, received {batch.X.Rows} inputs and {batch.Y.Rows} targets.", "y");
        foreach (var targets in batch.Y.Tensors) CheckTargets(targets);
        SampleWeights.Check(batch.SampleWeight, batch.X.Rows);
    }

    private static void CheckTargets(Tensor targets)
    {
        if (targets.Type != ElementType.Float32) return;
        var values = targets.Floats;
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                throw new ArgumentException(FormattableString.Invariant($"Expected finite targets, received {values[i]} in row {i / (values.Length / targets.Shape[0])}. Remove the row or fill in its target."), "y");
    }

    /// <summary>The inputs as the element types that the model takes.</summary>
    public static Data Converted(Model model, Data x)
    {
        if (model.Inputs.Count != x.Tensors.Count) throw new ShapeException(model.Place, $"expected {model.Inputs.Count} inputs, received {x.Tensors.Count}");
        var converted = new Tensor[x.Tensors.Count];
        for (var i = 0; i < converted.Length; i++) converted[i] = Convert(model, x.Tensors[i], model.Inputs[i].Shape, model.Inputs[i].Type);
        return new(converted);
    }

    private static Tensor Convert(Model model, Tensor tensor, Shape expected, ElementType type)
    {
        if (tensor.Shape.Rank == 1 && expected.Rank == 2 && expected[1] is 1 or Shape.Unknown && tensor.Shape.Rank == 1) tensor = Reshaped(tensor, [tensor.Shape[0], 1]);
        var fits = tensor.Shape.Rank == expected.Rank;
        for (var axis = 1; fits && axis < expected.Rank; axis++) fits = expected[axis] < 0 || tensor.Shape[axis] == expected[axis];
        if (!fits) throw new ShapeException(model.Place, $"expected inputs of shape {expected}, received {tensor.Shape}{InputAdvice(expected, tensor.Shape)}");
        if (tensor.Type == type) return tensor;
        if (tensor.Type == ElementType.String || type == ElementType.String)
            throw new ShapeException(model.Place, $"expected {type.ToString().ToLowerInvariant()} inputs, received {tensor}");
        var converted = Tensor.Uninitialized(tensor.Shape, type);
        if (type == ElementType.Float32)
            for (var i = 0; i < tensor.Count; i++) converted.Floats[i] = tensor.Ints[i];
        else
            WholeIds.Convert(tensor.Floats, converted.Ints, tensor.Shape[0]);
        return converted;
    }

    private static string InputAdvice(Shape expected, Shape received) =>
        expected.Rank == 2 && received.Rank == 2 ? $". Bring every row to length {expected[1]}, as Sequences.Pad does for texts, or make the model for length {received[1]}"
        : received.Rank == expected.Rank - 1 ? ". The first axis is the samples: put a single one into a batch of one row"
        : "";

    private static Tensor Reshaped(Tensor tensor, Shape shape) => tensor.Type switch
    {
        ElementType.Float32 => Tensor.From(tensor.Floats, shape),
        ElementType.Int32 => Tensor.From(tensor.Ints, shape),
        _ => Tensor.From(tensor.Strings, shape),
    };
}
