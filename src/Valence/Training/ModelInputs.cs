using Valence.Models;
using Valence.Operations;

namespace Valence.Training;

/// <summary>Brings data into the form that a model takes, which is built for the first data where it is not.</summary>
internal static class ModelInputs
{
    private const string OfTexts = ". The model looks texts up itself: give them as they are, without a Tokenizer or a "
        + "TextVectorization of their own before";
    private const string TextAdvice = ". Put a TextVectorization, adapted to the texts, before the first layer, or "
        + "number the words with a Tokenizer and Sequences.Pad";

    /// <summary>Data as the model takes it; the model has weights then.</summary>
    public static Data Of(Model model, Data x)
    {
        x = Ordered(model, x);
        Build(model, x);
        return Converted(model, x);
    }

    /// <summary>Batches as the model takes them; the model has weights then.</summary>
    /// <exception cref="ArgumentException">The model is not built, and there is no batch to build it for.</exception>
    public static IEnumerable<Batch> Of(Model model, IEnumerable<Batch> batches)
    {
        Build(model, batches);
        return batches.Select(batch => Of(model, batch));
    }

    /// <summary>A batch as the model takes it.</summary>
    public static Batch Of(Model model, Batch batch) => batch with
    {
        X = Converted(model, batch.X),
        Y = Targets(model, batch.Y),
    };

    /// <summary>Gives the model weights, for the first of some batches where it is not built.</summary>
    /// <exception cref="ArgumentException">The model is not built, and there is no batch to build it for.</exception>
    public static void Build(Model model, IEnumerable<Batch> batches)
    {
        model.BuildIfPossible();
        if (!model.IsBuilt)
        {
            var first = batches.FirstOrDefault();
            if (first.X.Rows == 0)
                throw new ArgumentException("Expected at least one batch to build the model for, received none.",
                    nameof(batches));
            Build(model, Ordered(model, first.X));
        }
        model.InitializeWeights();
    }

    /// <summary>The inputs as the element types that the model takes.</summary>
    public static Data Converted(Model model, Data x)
    {
        x = Ordered(model, x);
        if (model.Inputs.Count != x.Tensors.Count)
            throw new ShapeException(model.Place, $"expected {model.Inputs.Count} inputs, received {x.Tensors.Count}");
        var converted = new Tensor[x.Tensors.Count];
        for (var i = 0; i < converted.Length; i++)
            converted[i] = Convert(model, i, x.Tensors[i], model.Inputs[i].Shape, model.Inputs[i].Type);
        return new(converted);
    }

    /// <summary>Targets in the order of the model's outputs; the model is built.</summary>
    public static Data Targets(Model model, Data y) => y.Names is null ? y : y.InOrder(model.OutputNames, "output");

    private static Data Ordered(Model model, Data x)
    {
        if (x.Names is null) return x;
        model.BuildIfPossible();
        return x.InOrder(model.InputNames, "input");
    }

    private static void Build(Model model, Data x)
    {
        // The shape that an InputLayer gives may hold what arrays do not tell, such as a fixed batch.
        model.BuildIfPossible();
        if (model.IsBuilt)
        {
            model.InitializeWeights();
            return;
        }
        foreach (var tensor in x.Tensors)
            if (tensor.Type == ElementType.String && model.InputType != ElementType.String)
                throw new ShapeException(model.Place,
                    $"expected numbers, received texts {tensor.TypeAndShape}{TextAdvice}");
        model.BuildFor([.. x.Tensors.Select(tensor => tensor.Shape.With(0, Shape.Unknown))]);
    }

    private static Tensor Convert(Model model, int input, Tensor tensor, Shape expected, ElementType type)
    {
        if (tensor.Shape.Rank == 1 && expected.Rank == 2 && expected[1] is 1 or Shape.Unknown && tensor.Shape.Rank == 1)
            tensor = Reshaped(tensor, [tensor.Shape[0], 1]);
        var fits = tensor.Shape.Rank == expected.Rank;
        for (var axis = 1; fits && axis < expected.Rank; axis++)
            fits = expected[axis] < 0 || tensor.Shape[axis] == expected[axis];
        if (!fits)
            throw new ShapeException(model.Place, model.Inputs.Count == 1
                ? $"expected inputs of shape {expected}, received {tensor.Shape}{InputAdvice(expected, tensor.Shape)}"
                : $"expected shape {expected} for input {input}{NameOf(model, input)}, received {tensor.Shape}. Inputs "
                    + "come in the model's order"
                    + (model.InputNames.Count == 0 ? "" : ", or by name in a dictionary"));
        if (tensor.Type == type) return tensor;
        if (tensor.Type == ElementType.String || type == ElementType.String)
            throw new ShapeException(model.Place, "expected "
                + (type == ElementType.String ? "texts" : $"{type.ToString().ToLowerInvariant()} inputs")
                + $", received {tensor.TypeAndShape}{(tensor.Type == ElementType.String ? TextAdvice : OfTexts)}");
        var converted = Tensor.Uninitialized(tensor.Shape, type);
        if (type == ElementType.Float32)
            for (var i = 0; i < tensor.Count; i++) converted.Overwrite<float>()[i] = tensor.Ints[i];
        else
            WholeIds.Convert(tensor.Floats, converted.Overwrite<int>(), tensor.Shape[0]);
        return converted;
    }

    private static string NameOf(Model model, int input) =>
        input < model.InputNames.Count ? $" '{model.InputNames[input]}'" : "";

    private static string InputAdvice(Shape expected, Shape received) =>
        expected.Rank == 2 && received.Rank == 2
            ? $". Bring every row to length {expected[1]}, as Sequences.Pad does for texts, or make the model for "
                + $"length {received[1]}"
        : received.Rank == expected.Rank - 1
        ? ". The first axis is the samples: put a single one into a batch of one row"
        : "";

    private static Tensor Reshaped(Tensor tensor, Shape shape) => tensor.Type switch
    {
        ElementType.Float32 => Tensor.From(tensor.Floats, shape),
        ElementType.Int32 => Tensor.From(tensor.Ints, shape),
        _ => Tensor.From(tensor.Strings, shape),
    };
}
