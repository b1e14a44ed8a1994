using Valence.Graphs;

namespace Valence.Saving;

/// <summary>Keras' names of element types.</summary>
internal static class KerasElementTypes
{
    public static string Name(ElementType type) => KerasTypes.Name(KerasTypes.Of(type));

    /// <summary>The element type of a field; the floating-point types load as float32, the integer ones as
    /// int32.</summary>
    public static ElementType Read(ConfigReader config, string field) => KerasTypes.Stored(ReadKeras(config, field));

    /// <summary>Keras' element type of a field.</summary>
    public static KerasType ReadKeras(ConfigReader config, string field) =>
        KerasTypes.Parse(config.Text(field, "float32")) ?? throw config.Wrong(field, "float32, int32 or string");
}
