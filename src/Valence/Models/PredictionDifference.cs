namespace Valence.Models;

/// <summary>How far the predictions of two models lie apart.</summary>
/// <param name="Max">The largest absolute difference; infinite where one has a number and the other has none.</param>
/// <param name="Row">The row where it is, the first being 0; −1 where there are no rows.</param>
/// <param name="Output">The element within that row, in row-major order, the first being 0; −1 where there are no
/// rows.</param>
/// <param name="Mean">The mean absolute difference of all elements; 0 where there are none.</param>
/// <param name="First">The first model's value there.</param>
/// <param name="Second">The second model's value there.</param>
/// <param name="Rows">The rows compared.</param>
/// <param name="OtherAnswers">The rows whose answers differ: which output along the last axis is the greatest, or on
/// which side of one half the only one is.</param>
public sealed record PredictionDifference(double Max, int Row, int Output, double Mean, float First, float Second,
    int Rows, IReadOnlyList<int> OtherAnswers)
{
    /// <summary>Compares predictions <c>[rows, …]</c> of equal shapes. Elements that are NaN, or the same infinity, on
    /// both sides do not differ.</summary>
    /// <exception cref="ArgumentException">The shapes differ, or the predictions are no numbers with rows.</exception>
    public static PredictionDifference Of(Tensor first, Tensor second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Shape != second.Shape || first.Shape.Rank == 0 || first.Type != ElementType.Float32
            || second.Type != ElementType.Float32)
            throw new ArgumentException($"Expected predictions of equal shapes, "
                + $"received {first.TypeAndShape} and {second.TypeAndShape}. "
                + "Compare models with the same outputs on the same rows.", nameof(second));
        var rows = first.Shape[0];
        if (first.Count == 0) return new(0, -1, -1, 0, float.NaN, float.NaN, rows, []);
        var width = first.Count / rows;
        var a = first.Floats;
        var b = second.Floats;
        double max = -1, sum = 0;
        var at = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = Between(a[i], b[i]);
            sum += difference;
            if (difference <= max) continue;
            (max, at) = (difference, i);
        }
        var others = new List<int>();
        var outputs = first.Shape.Rank == 1 ? 1 : first.Shape[^1];
        for (var i = 0; i < a.Length; i += outputs)
            if (Answer(a.Slice(i, outputs)) != Answer(b.Slice(i, outputs))
                && (others.Count == 0 || others[^1] != i / width)) others.Add(i / width);
        return new(max, at / width, at % width, sum / first.Count, a[at], b[at], rows, others);
    }

    private static double Between(float a, float b)
    {
        if (a.Equals(b)) return 0;
        var difference = Math.Abs((double)a - b);
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    private static int Answer(ReadOnlySpan<float> outputs)
    {
        if (outputs.Length == 1) return outputs[0] > 0.5f ? 1 : 0;
        var best = 0;
        for (var i = 1; i < outputs.Length; i++)
            if (outputs[i] > outputs[best]) best = i;
        return best;
    }
}
