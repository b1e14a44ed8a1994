namespace Valence.Graphs;

/// <summary>How Keras' element types are kept here.</summary>
internal static class KerasTypes
{
    /// <summary>The type that elements of <paramref name="type"/> have in Keras where nothing else is said.</summary>
    public static KerasType Of(ElementType type) => type switch
    {
        ElementType.Float32 => KerasType.Float32,
        ElementType.Int32 => KerasType.Int32,
        _ => KerasType.String,
    };

    /// <summary>What elements of <paramref name="type"/> are kept as: floats and truth values as float32, integers as
    /// int32.</summary>
    public static ElementType Stored(KerasType type) => type switch
    {
        KerasType.String => ElementType.String,
        >= KerasType.UInt8 and <= KerasType.Int64 => ElementType.Int32,
        _ => ElementType.Float32,
    };

    /// <summary>Keras' name of the type, such as <c>float32</c>.</summary>
    public static string Name(KerasType type) => type.ToString().ToLowerInvariant();

    /// <summary>The type of Keras' name, or null.</summary>
    public static KerasType? Parse(string name) =>
        Enum.GetValues<KerasType>().Where(type => Name(type) == name).Select(type => (KerasType?)type).FirstOrDefault();
}
