namespace Valence.Saving;

/// <summary>Keras' names of element types.</summary>
internal static class KerasElementTypes
{
    public static string Name(ElementType type) => KerasTypes.Of(type).KerasName;

    /// <summary>The element type of a field; the floating-point types load as float32, the integer ones as
    /// int32.</summary>
    public static ElementType Read(ConfigReader config, string field) => ReadKeras(config, field).Storage;

    /// <summary>A field that is the name of an element type.</summary>
    public static FieldKind<KerasType> Field { get; } =
        new(ReadKeras, (config, field, type) => config.Set(field, type.KerasName));

    /// <summary>Keras' element type of a field.</summary>
    private static KerasType ReadKeras(ConfigReader config, string field) =>
        KerasTypes.Parse(config.Text(field, "float32")) ?? throw config.Wrong(field, "float32, int32 or string");
}
