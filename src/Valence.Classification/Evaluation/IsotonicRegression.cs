using System.Globalization;

namespace Valence.Classification;

/// <summary>The function that never falls and is nearest to points by squared distance.</summary>
/// <remarks>
/// By pooling adjacent violators: Barlow, Bartholomew, Bremner and Brunk, "Statistical inference under order
/// restrictions" (1972). As scikit-learn's <c>IsotonicRegression(out_of_bounds="clip")</c>: points with the same x
/// count as one with their mean y, between points the function is a straight line, and outside them it is flat.
/// </remarks>
public sealed class IsotonicRegression
{
    private readonly double[] _x, _y;

    private IsotonicRegression(double[] x, double[] y) => (_x, _y) = (x, y);

    /// <summary>Where the straight lines begin and end, in ascending order.</summary>
    public IReadOnlyList<double> X => _x;

    /// <summary>The value at each of <see cref="X"/>, none below the one before.</summary>
    public IReadOnlyList<double> Y => _y;

    /// <summary>Fits the function to points in any order.</summary>
    /// <param name="x">At least one number, each finite.</param>
    /// <param name="y">As many, each finite.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty, or a number is not
    /// finite.</exception>
    public static IsotonicRegression Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.IsEmpty || x.Length != y.Length)
            throw new ArgumentException($"Expected as many numbers in both lists and one at least, received {x.Length} "
                + $"and {y.Length}.", nameof(y));
        RequireFinite(x, nameof(x));
        RequireFinite(y, nameof(y));
        var (places, values) = (x.ToArray(), y.ToArray());
        Array.Sort(places, values);
        // Of each pool the first and last place, the sum of its values and their number.
        var pools = new List<(double First, double Last, double Sum, int Count)>();
        for (int i = 0, end; i < places.Length; i = end)
        {
            var sum = 0.0;
            // Equal places come out of the sort in any order, which must not decide the sum.
            for (end = i; end < places.Length && places[end] == places[i]; end++) { }
            Array.Sort(values, i, end - i);
            for (var k = i; k < end; k++) sum += values[k];
            var (first, count) = (places[i], end - i);
            while (pools.Count > 0 && pools[^1] is var before && before.Sum * count >= sum * before.Count)
            {
                (first, sum, count) = (before.First, before.Sum + sum, before.Count + count);
                pools.RemoveAt(pools.Count - 1);
            }
            pools.Add((first, places[i], sum, count));
        }
        var (knots, heights) = (new List<double>(), new List<double>());
        foreach (var pool in pools)
        {
            knots.Add(pool.First);
            heights.Add(pool.Sum / pool.Count);
            if (pool.Last == pool.First) continue;
            knots.Add(pool.Last);
            heights.Add(heights[^1]);
        }
        return new([.. knots], [.. heights]);
    }

    /// <summary>The value at a place.</summary>
    /// <param name="x">Any number but NaN.</param>
    /// <exception cref="ArgumentException">It is NaN.</exception>
    public double Predict(double x)
    {
        if (double.IsNaN(x)) throw new ArgumentException("Expected a number, received NaN.", nameof(x));
        var at = Array.BinarySearch(_x, x);
        if (at >= 0) return _y[at];
        var above = ~at;
        if (above == 0) return _y[0];
        if (above == _x.Length) return _y[^1];
        var (low, high) = (_y[above - 1], _y[above]);
        return Math.Clamp(low + (x - _x[above - 1]) / (_x[above] - _x[above - 1]) * (high - low), low, high);
    }

    private static void RequireFinite(ReadOnlySpan<double> numbers, string name)
    {
        for (var i = 0; i < numbers.Length; i++)
            if (!double.IsFinite(numbers[i]))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"Expected finite numbers, received {numbers[i]} at position {i}."), name);
    }
}
