using System.Globalization;
using Valence.Layers;
using Valence.Losses;

namespace Valence.Training;

/// <summary>What of data can be computed with and is hardly meant: inputs that are no numbers, targets that a loss has
/// no meaning for. A sentence for each, with the first row.</summary>
internal static class DataDoubts
{
    /// <summary>What to do about a loss that is no number.</summary>
    public const string AdviceOfLoss = "Lower the learning rate, clip gradients (Clipnorm), or look for inputs that "
        + "are not finite and for rows that are all padding, whose mean under a mask is NaN.";

    /// <param name="x">Inputs.</param>
    /// <param name="y">Targets.</param>
    /// <param name="losses">The loss of each target.</param>
    /// <param name="whose">Whose rows they are, such as <c>of the training data</c>.</param>
    public static IEnumerable<string> Of(IReadOnlyList<Tensor> x, IReadOnlyList<Tensor> y, IReadOnlyList<Loss> losses,
        string whose)
    {
        for (var i = 0; i < x.Count; i++)
            if (FirstOdd(x[i]) is { } odd)
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"Expected finite inputs, received {odd.Value} in {Place(odd.Index, x[i])} {whose}"
                        + $"{(x.Count > 1 ? $", input {i}" : "")}; the loss will be NaN. Remove the row or fill in its "
                        + $"value.");
        for (var i = 0; i < Math.Min(y.Count, losses.Count); i++)
            if (losses[i].Targets is { } targets && FirstOutside(y[i], targets) is { } odd)
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{losses[i].KerasName} takes targets {targets.Words}, received {odd.Value} in "
                        + $"{Place(odd.Index, y[i])} {whose}{(y.Count > 1 ? $", output {i}" : "")}. {targets.Advice}");
            else if (losses[i] is CategoricalCrossentropy or CategoricalFocalCrossentropy
                && FirstOfOtherSum(y[i]) is var (row, sum))
                yield return string.Create(CultureInfo.InvariantCulture, $"{losses[i].KerasName} takes targets that "
                    + $"are 1 together in each row, received {sum} in row {row} {whose}"
                    + $"{(y.Count > 1 ? $", output {i}" : "")}. Where several classes of a row are right, or none, "
                    + $"take binary_crossentropy with sigmoid.");
    }

    /// <summary>A sentence where all rows have the same class, which tells nothing apart.</summary>
    /// <param name="y">All targets.</param>
    /// <param name="losses">The loss of each.</param>
    /// <param name="whose">Whose rows they are.</param>
    /// <param name="advice">What to do, as a sentence.</param>
    public static IEnumerable<string> OfOneClass(IReadOnlyList<Tensor> y, IReadOnlyList<Loss> losses, string whose,
        string advice)
    {
        for (var i = 0; i < Math.Min(y.Count, losses.Count); i++)
            if (losses[i] is BinaryCrossentropy or SparseCategoricalCrossentropy && y[i].Shape.Rank is 1 or 2
                && y[i].Type != ElementType.String && y[i].Count > 1 && y[i].Count == y[i].Shape[0]
                && Enumerable.Range(1, y[i].Count - 1).All(row => Value(y[i], row) == Value(y[i], 0)))
                yield return string.Create(CultureInfo.InvariantCulture, $"All {y[i].Count} rows {whose} have the "
                    + $"class {Value(y[i], 0)}{(y.Count > 1 ? $" at output {i}" : "")}. {advice}");
    }

    /// <summary>A sentence where classes seem to be numbered from 1: there is one output more than classes, and the
    /// first has no row.</summary>
    /// <param name="y">Numbers of classes.</param>
    /// <param name="width">How many outputs there are.</param>
    public static string? OfNumbersFromOne(Tensor y, int width)
    {
        if (width < 3 || y.Type == ElementType.String || y.Count == 0 || y.Shape.Rank is not (1 or 2)) return null;
        var (least, greatest) = (float.MaxValue, float.MinValue);
        for (var i = 0; i < y.Count; i++)
            (least, greatest) = (Math.Min(least, Value(y, i)), Math.Max(greatest, Value(y, i)));
        return least != 1 || greatest != width - 1 ? null : string.Create(CultureInfo.InvariantCulture,
            $"The classes of the training data are numbered from 1 to {greatest}, and the first of the {width} outputs "
                + $"is class 0, which no row has. Number them from 0, with {width - 1} outputs.");
    }

    /// <summary>A sentence where class weights would take the largest of several targets for a row's class, and no row
    /// has only one.</summary>
    public static IEnumerable<string> OfClasses(Tensor y)
    {
        if (y.Shape.Rank != 2 || y.Shape[1] < 2 || y.Type == ElementType.String) yield break;
        var width = y.Shape[1];
        for (var row = 0; row < y.Shape[0]; row++)
        {
            var others = 0;
            for (var i = row * width; i < (row + 1) * width; i++) if (Value(y, i) != 0) others++;
            if (others == 1) continue;
            yield return $"Class weights take the position of the largest of a row's {width} targets for its class, "
                + $"and row {row} has {others} targets that are not 0. Give sample weights where that is not meant.";
            yield break;
        }
    }

    /// <summary>A sentence about classes that have a weight and no row.</summary>
    public static IEnumerable<string> OfMissing(IEnumerable<int> classes)
    {
        if (string.Join(", ", classes) is { Length: > 0 } missing)
            yield return $"Class weights: no row of the training data has the class {missing}, so its weight is not "
                + "used. Classes are counted from 0.";
    }

    /// <summary>A sentence that names a row of a batch that is padding alone, where a layer masks padding; null where
    /// there is none.</summary>
    public static string? OfPadding(Layer model, BatchBuffer batch, IBatchSource source)
    {
        if (!MasksPadding(model)) return null;
        foreach (var ids in batch.X)
            if (ids is { Type: ElementType.Int32, Shape.Rank: 2 } && ids.Shape[1] is > 0 and var width)
                for (var row = 0; row < ids.Shape[0]; row++)
                    if (ids.Ints.Slice(row * width, width).IndexOfAnyExcept(0) < 0)
                        return string.Create(CultureInfo.InvariantCulture, $"Row {source.RowOf(row) ?? row} of the "
                            + $"{(source.RowOf(row) is null ? "batch" : "training data")} is all padding, whose mean "
                            + $"under a mask is NaN. Leave it out, or give it an id, such as a Tokenizer's with an "
                            + $"OovToken.");
        return null;

        static bool MasksPadding(Layer layer) => layer is Embedding { MaskZero: true } or ReversibleEmbedding
        { MaskZero: true } or TokenAndPositionEmbedding { MaskZero: true } || layer.Children.Any(MasksPadding);
    }

    private static string Place(int index, Tensor data)
    {
        var width = Math.Max(1, data.Count / Math.Max(1, data.Shape[0]));
        return width == 1 ? string.Create(CultureInfo.InvariantCulture, $"row {index}")
            : string.Create(CultureInfo.InvariantCulture, $"row {index / width}, position {index % width}");
    }

    private static (int Index, float Value)? FirstOdd(Tensor data)
    {
        if (data.Type != ElementType.Float32) return null;
        var values = data.Floats;
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i])) return (i, values[i]);
        return null;
    }

    private static (int Index, float Value)? FirstOutside(Tensor data, TargetRange range)
    {
        if (data.Type == ElementType.String) return null;
        for (var i = 0; i < data.Count; i++)
            if (Value(data, i) is var value && (value < range.Least || value > range.Greatest)) return (i, value);
        return null;
    }

    private static (int Row, float Sum)? FirstOfOtherSum(Tensor y)
    {
        const float near = 0.01f;
        if (y.Shape.Rank != 2 || y.Shape[1] < 2 || y.Type == ElementType.String) return null;
        for (var row = 0; row < y.Shape[0]; row++)
        {
            var sum = 0f;
            for (var i = 0; i < y.Shape[1]; i++) sum += Value(y, row * y.Shape[1] + i);
            if (!(Math.Abs(sum - 1) <= near)) return (row, sum);
        }
        return null;
    }

    private static float Value(Tensor data, int index) =>
        data.Type == ElementType.Int32 ? data.Ints[index] : data.Floats[index];
}
