using System.Globalization;
using Valence.Losses;

namespace Valence.Training;

/// <summary>What of data can be computed with and is hardly meant: inputs that are no numbers, targets that a loss has
/// no meaning for. A sentence for each, with the first row.</summary>
internal static class DataDoubts
{
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

    private static float Value(Tensor data, int index) =>
        data.Type == ElementType.Int32 ? data.Ints[index] : data.Floats[index];
}
