namespace Valence.Saving;

/// <summary>Figures of an array's finite elements; NaN where there are none.</summary>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The root of the mean squared distance from the mean.</param>
/// <param name="NonFinite">How many elements are NaN or infinite.</param>
public sealed record ArrayStatistics(double Min, double Max, double Mean, double StandardDeviation, int NonFinite)
{
    /// <summary>The figures of a tensor of numbers, summed in double precision; null for texts.</summary>
    public static ArrayStatistics? Of(Tensor tensor)
    {
        if (tensor.Type == ElementType.String) return null;
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0, squares = 0;
        var finite = 0;
        for (var i = 0; i < tensor.Count; i++)
        {
            var value = At(tensor, i);
            if (!double.IsFinite(value)) continue;
            finite++;
            sum += value;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }
        if (finite == 0) return new(double.NaN, double.NaN, double.NaN, double.NaN, tensor.Count);
        var mean = sum / finite;
        for (var i = 0; i < tensor.Count; i++)
        {
            var value = At(tensor, i);
            if (double.IsFinite(value)) squares += (value - mean) * (value - mean);
        }
        return new(min, max, mean, Math.Sqrt(squares / finite), tensor.Count - finite);
    }

    private static double At(Tensor tensor, int index) =>
        tensor.Type == ElementType.Float32 ? tensor.Floats[index] : tensor.Ints[index];
}
