using Valence.Execution;
using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>A layer whose kernel is divided by its largest singular value at every call in training (Miyato et al.,
/// 2018), so that the layer changes no distance by more than that.</summary>
/// <remarks>
/// Input and output are those of the layer inside; a mask reaches it and ends there. The singular value is estimated by
/// power iteration on the kernel as a matrix of its last axis, which goes on from call to call with the state
/// <c>vector_u [1, columns]</c>. As with Keras on TensorFlow and NumPy, training writes the divided kernel into the
/// weight before the layer uses it, and the optimizer steps from there; inference uses the kernel as it is. A kernel
/// of zeros stays.
/// The layer's own weights are named <c>layer/…</c>.
/// </remarks>
/// <param name="layer">A layer with a weight <c>kernel</c> or <c>embeddings</c>.</param>
/// <param name="powerIterations">How often a call in training refines the estimate; at least 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="powerIterations"/> is below 1.</exception>
public sealed class SpectralNormalization(Layer layer, int powerIterations = 1, string? name = null) : Layer(name)
{
    /// <summary>The layer inside.</summary>
    public Layer Layer { get; } = layer ?? throw new ArgumentNullException(nameof(layer));

    /// <summary>How often a call in training refines the estimate.</summary>
    public int PowerIterations { get; } = Require.AtLeast(1, powerIterations);

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Layer Layer)> Parts => [("layer", Layer)];

    /// <inheritdoc/>
    internal override bool CutsIntegers => true;

    /// <inheritdoc/>
    internal override bool IsWrapper => true;

    /// <inheritdoc/>
    internal override IReadOnlyList<(Weight Weight, Layer Part)> HeldWeights =>
        Kernel is null ? [] : [(Kernel, Layer)];

    /// <summary>The weight that is divided; null before the layer is built.</summary>
    internal Weight? Kernel { get; private set; }

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => Layer.HasRowsApart(inputs);

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length != 1) throw new ShapeException(Place, $"expected one input, received {inputs.Length}");
        var forward = weights.Child("layer", Layer, inputs);
        var kernel = KernelOf(Layer) ?? throw new InvalidOperationException(
            $"{Place}: {Layer.KerasName} has neither a weight 'kernel' nor 'embeddings', so there is nothing to "
                + "normalize. Wrap the layer inside it that has one.");
        Kernel = kernel;
        var u = weights.AddStateAfter(kernel, "vector_u", [1, kernel.Shape[^1]], new TruncatedNormal(stddev: 0.02f));
        var columns = kernel.Shape[^1];
        // Room for the vectors of a step, which has one at a time.
        var (left, right) = (new double[columns == 0 ? 0 : kernel.Shape.Count / columns], new double[columns]);
        return (x, call) =>
        {
            if (call is { Training: true, IsAgain: false, Executor: not ShapeExecutor })
                Normalize(kernel, u, left, right, call);
            return new Value(forward(x, call).Tensor);
        };
    }

    // As in Keras' attribute: the layer's own, not that of a layer inside it, but for a normalization around another.
    private static Weight? KernelOf(Layer layer)
    {
        if (layer is SpectralNormalization inner) return inner.Kernel;
        var own = layer.Weights.Except(layer.Children.SelectMany(child => child.Weights)).ToList();
        foreach (var name in (string[])["kernel", "embeddings"])
            foreach (var weight in own)
                if (weight.Name == name
                    && own.All(other => other.Path.StartsWith(weight.Path[..^name.Length], StringComparison.Ordinal)))
                    return weight;
        return null;
    }

    // In place: what the layer computes next, and what the optimizer changes, is the divided kernel.
    private void Normalize(Weight kernel, Weight state, double[] v, double[] u, CallContext call)
    {
        var w = kernel.Value.Floats;
        if (!w.ContainsAnyExcept(0)) return;
        var (rows, columns) = (v.Length, u.Length);
        var before = call.Current(state).Floats;
        for (var j = 0; j < columns; j++) u[j] = before[j];
        for (var round = 0; round < PowerIterations; round++)
        {
            Array.Clear(v);
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++) v[i] += u[j] * w[i * columns + j];
            Unit(v);
            Array.Clear(u);
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++) u[j] += v[i] * w[i * columns + j];
            Unit(u);
        }
        var sigma = 0.0;
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++) sigma += v[i] * w[i * columns + j] * u[j];
        var after = call.Executor.Rent(new(state.Shape));
        for (var j = 0; j < columns; j++) after.Overwrite<float>()[j] = (float)u[j];
        call.Assign(state, after);
        foreach (ref var element in kernel.Value.Change<float>()) element = (float)(element / sigma);
    }

    private static void Unit(double[] vector)
    {
        var squares = 0.0;
        foreach (var element in vector) squares += element * element;
        if (squares == 0) return;
        var length = Math.Sqrt(squares);
        for (var i = 0; i < vector.Length; i++) vector[i] /= length;
    }
}
