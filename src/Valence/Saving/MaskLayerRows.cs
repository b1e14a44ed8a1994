using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the operations that stand as layers in Keras' functional models where a mask is computed.</summary>
internal static class MaskLayerRows
{
    private const string Module = "keras.src.ops.numpy";

    public static KerasRow<Layer>[] All { get; } =
    [
        new("NotEqual", Module, typeof(NotEqual), c => new NotEqual(c.Float(NodeArguments.SecondOperand, 0)),
            (layer, c) => Bare(c).SetCall(NodeArguments.SecondOperand, ((NotEqual)layer).Value)) { RegisteredName =
                "NotEqual" },

        new("Any", Module, typeof(Any), ReadAny,
            (layer, c) => Bare(c).Set("axis", -1).Set("keepdims", ((Any)layer).KeepDims)) { RegisteredName = "Any" },
    ];

    private static Any ReadAny(ConfigReader c)
    {
        if (!c.Has("axis") || c.Ints("axis") is not [-1])
            throw new ConfigException($"{c.Place}.axis",
                "expected -1, the axis of features that a mask is computed over");
        return new(c.Bool("keepdims", false));
    }

    // Keras' operations have a name and none of the other fields of layers.
    private static ConfigWriter Bare(ConfigWriter c)
    {
        c.Json.Remove("trainable");
        c.Json.Remove("dtype");
        return c;
    }
}
