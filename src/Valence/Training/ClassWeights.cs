using Valence.Execution;
using Valence.Operations;

namespace Valence.Training;

/// <summary>Sample weights from the class of each sample.</summary>
internal sealed class ClassWeights(IReadOnlyDictionary<int, float> weights)
{
    /// <summary>The weight of each row's class <c>[batch]</c>: the position of the largest target, or the rounded target itself; 1 for classes that are not listed.</summary>
    public Tensor Of(Tensor y, CallContext call)
    {
        var rows = y.Shape[0];
        var width = rows == 0 ? 0 : y.Count / rows;
        var result = call.Executor.Rent(new([rows]));
        for (var row = 0; row < rows; row++) result.Floats[row] = weights.TryGetValue(ClassOf(y, row, width), out var weight) ? weight : 1;
        return result;
    }

    private static int ClassOf(Tensor y, int row, int width)
    {
        if (width == 1) return y.Type == ElementType.Int32 ? y.Ints[row] : (int)MathF.Round(y.Floats[row]);
        var best = 0;
        for (var i = 1; i < width; i++)
            if (y.Type == ElementType.Int32 ? y.Ints[row * width + i] > y.Ints[row * width + best] : y.Floats[row * width + i] > y.Floats[row * width + best]) best = i;
        return best;
    }
}
