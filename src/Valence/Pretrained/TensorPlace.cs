using Valence.Formats;
using Valence.Layers;

namespace Valence.Pretrained;

/// <summary>One tensor of a file and the weights that it holds: one, or several side by side.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Weights">The weights, in the order in which the tensor has them.</param>
/// <param name="IsTurned">Whether the tensor has a kernel's outputs as rows, as PyTorch's linear maps do.</param>
internal sealed record TensorPlace(string Name, IReadOnlyList<Weight> Weights, bool IsTurned = false)
{
    /// <summary>The tensor's shape.</summary>
    public Shape Shape
    {
        get
        {
            var first = Weights[0].Shape;
            var last = Weights.Sum(weight => weight.Shape[^1]);
            return IsTurned ? [last, first[0]] : first.WithLast(last);
        }
    }

    /// <summary>The kernel and the bias, where there is one, of an affine map in PyTorch's form.</summary>
    /// <param name="name">The name without its ending.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="scopes">The scopes of the maps that stand side by side; none for the layer itself.</param>
    public static IEnumerable<TensorPlace> Linear(string name, Layer layer, params string[] scopes) =>
        Affine(name, layer, isTurned: true, scopes);

    /// <summary>The same with inputs as rows.</summary>
    public static IEnumerable<TensorPlace> Straight(string name, Layer layer, params string[] scopes) =>
        Affine(name, layer, isTurned: false, scopes);

    /// <summary>The scale and the offset, where there is one, of a normalization.</summary>
    public static IEnumerable<TensorPlace> Norm(string name, Layer layer, string scope = "")
    {
        if (Find(layer, scope, "gamma") is { } gamma) yield return new($"{name}.weight", [gamma]);
        if (Find(layer, scope, "beta") is { } beta) yield return new($"{name}.bias", [beta]);
    }

    /// <summary>A table, where the layer has it.</summary>
    public static IEnumerable<TensorPlace> Table(string name, Layer layer, string path)
    {
        if (Find(layer, "", path) is { } table) yield return new($"{name}.weight", [table]);
    }

    /// <summary>A weight under a name of its own.</summary>
    public static TensorPlace Alone(string name, Layer layer, string path) => new(name, [Find(layer, "", path)!]);

    /// <summary>Reads the weights.</summary>
    /// <exception cref="FileFormatException">The tensor has another shape, or no floats.</exception>
    public void Read(Safetensor tensor)
    {
        if (Weights is [var only] && !IsTurned)
        {
            tensor.ReadFloats(Shape, only.Overwrite());
            return;
        }
        var values = new float[Shape.Count];
        tensor.ReadFloats(Shape, values);
        var first = 0;
        foreach (var weight in Weights)
        {
            var own = weight.Overwrite();
            for (var i = 0; i < own.Length; i++) own[i] = values[At(weight, first, i)];
            first += weight.Shape[^1];
        }
    }

    /// <summary>The tensor of the weights, or of other values in their place such as gradients.</summary>
    public Tensor Write(Func<Weight, Tensor> valueOf)
    {
        var whole = new Tensor(Shape);
        var values = whole.Change<float>();
        var first = 0;
        foreach (var weight in Weights)
        {
            var own = valueOf(weight).Floats;
            for (var i = 0; i < own.Length; i++) values[At(weight, first, i)] = own[i];
            first += weight.Shape[^1];
        }
        return whole;
    }

    // Where element i of a weight stands whose first column is the tensor's column (or row) "first".
    private int At(Weight weight, int first, int i)
    {
        var (row, column) = (i / weight.Shape[^1], i % weight.Shape[^1]);
        return IsTurned ? (first + column) * Shape[1] + row : row * Shape[^1] + first + column;
    }

    private static IEnumerable<TensorPlace> Affine(string name, Layer layer, bool isTurned, string[] scopes)
    {
        if (scopes.Length == 0) scopes = [""];
        yield return new($"{name}.weight", [.. scopes.Select(scope => Find(layer, scope, "kernel")!)], isTurned);
        if (Find(layer, scopes[0], "bias") is not null)
            yield return new($"{name}.bias", [.. scopes.Select(scope => Find(layer, scope, "bias")!)]);
    }

    private static Weight? Find(Layer layer, string scope, string name) => layer.StoredWeights.FirstOrDefault(
        weight => weight.Path == (scope.Length == 0 ? name : $"{scope}/{name}"));
}
