using Valence.Constraints;
using Valence.Execution;
using Valence.Initializers;
using Valence.Layers;

namespace Valence.Tests.Optimizers;

/// <summary>Weights outside of any layer.</summary>
internal static class OptimizedLayer
{
    public static Weight Weight(string name, Tensor value, Constraint? constraint = null)
    {
        var weights = new List<Weight>();
        var weight = new WeightFactory("", weights, [], [])
            .Add(name, value.Shape, Initializer.Zeros, constraint: constraint);
        weight.Set(value);
        return weight;
    }

    public static Tensor Random(Shape shape, int seed)
    {
        var random = new Random(seed);
        return Tensor.From(Enumerable.Range(0, shape.Count).Select(_ => (float)(random.NextDouble() - .5)).ToArray(),
            shape);
    }

    /// <summary>The gradient of a whole table of which single rows were used.</summary>
    public static Tensor Dense(RowGradient gradient, int rows, int width)
    {
        var sums = new Tensor([rows, width]);
        for (var i = 0; i < gradient.Ids.Count; i++)
            for (var j = 0; j < width; j++) sums.Change<float>()[gradient.Ids.Ints[i] * width + j] +=
                gradient.Rows.Floats[i * width + j];
        return sums;
    }
}
