using System.Globalization;
using Valence.Operations;

namespace Valence.Training;

/// <summary>Sample weights from the class of each sample.</summary>
/// <remarks>Zero and negative weights are, as in Keras, factors like any other.</remarks>
/// <exception cref="ArgumentOutOfRangeException">One is NaN or infinite.</exception>
internal sealed class ClassWeights(IReadOnlyDictionary<int, double> weights)
{
    private readonly IReadOnlyDictionary<int, double> _weights = Finite(weights);

    /// <summary>The weight of each row's class <c>[batch]</c>: the position of the largest target, or the rounded
    /// target itself; 1 for classes that are not listed.</summary>
    /// <param name="y">The targets.</param>
    /// <param name="call">Where the weights are rented.</param>
    /// <param name="areClasses">Whether they are class numbers.</param>
    /// <exception cref="ArgumentException">A row has a class for each time step.</exception>
    public Tensor Of(Tensor y, CallContext call, bool areClasses = false)
    {
        var rows = y.Shape[0];
        var width = rows == 0 ? 0 : y.Count / rows;
        var steps = rows == 0 ? 1 : areClasses ? width : y.Shape.Rank > 2 ? width / y.Shape[^1] : 1;
        if (steps != 1)
            throw new ArgumentException($"Expected targets with one class a row for class weights, received "
                + $"{y.Shape} with {steps} classes a row. Give each time step the weight of its class as a sample "
                + "weight [batch, time].", "classWeight");
        var result = call.Executor.Rent(new([rows]));
        for (var row = 0; row < rows; row++)
            result.Overwrite<float>()[row] =
                _weights.TryGetValue(ClassOf(y, row, width), out var weight) ? (float)weight : 1;
        return result;
    }

    /// <summary>The classes with a weight that no row has, ascending.</summary>
    /// <param name="y">The targets of all rows, one class each.</param>
    public IEnumerable<int> Missing(Tensor y)
    {
        var width = y.Count / Math.Max(1, y.Shape[0]);
        var known = Enumerable.Range(0, y.Shape[0]).Select(row => ClassOf(y, row, width)).ToHashSet();
        return _weights.Keys.Where(label => !known.Contains(label)).Order();
    }

    private static IReadOnlyDictionary<int, double> Finite(IReadOnlyDictionary<int, double> weights)
    {
        foreach (var (label, weight) in weights)
            if (!double.IsFinite(weight))
                throw new ArgumentOutOfRangeException("classWeight", weight,
                    string.Create(CultureInfo.InvariantCulture,
                        $"Expected finite class weights, received {weight} for class {label}. A class without "
                            + $"samples, whose share is 0, needs no weight: leave it out."));
        return weights;
    }

    private static int ClassOf(Tensor y, int row, int width)
    {
        if (width == 1) return y.Type == ElementType.Int32 ? y.Ints[row] : (int)MathF.Round(y.Floats[row]);
        var best = 0;
        for (var i = 1; i < width; i++)
            if (y.Type == ElementType.Int32 ? y.Ints[row * width + i] > y.Ints[row * width + best]
                : y.Floats[row * width + i] > y.Floats[row * width + best]) best = i;
        return best;
    }
}
