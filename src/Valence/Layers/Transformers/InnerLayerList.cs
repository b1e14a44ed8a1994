namespace Valence.Layers;

/// <summary>Builds the layers that a layer makes of its own once it knows its input, and lists them as its
/// parts.</summary>
/// <param name="weights">Where their weights are made.</param>
internal sealed class InnerLayerList(WeightFactory weights)
{
    private readonly List<(string Name, Layer Layer)> _parts = [];

    /// <summary>The layers by the attributes that hold them in Keras.</summary>
    public IReadOnlyList<(string Name, Layer Layer)> Parts => _parts;

    /// <summary>Builds a layer for inputs of the given shapes.</summary>
    public ValueForward Add(string attribute, Layer layer, params ReadOnlySpan<Shape> inputs)
    {
        _parts.Add((attribute, layer));
        return weights.Child(attribute, layer, inputs);
    }
}
