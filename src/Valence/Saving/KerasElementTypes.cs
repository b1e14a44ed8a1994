namespace Valence.Saving;

/// <summary>Keras' names of element types.</summary>
internal static class KerasElementTypes
{
    public static string Name(ElementType type) => type.ToString().ToLowerInvariant();

    /// <summary>The element type of a field; the floating-point types load as float32, the integer ones as
    /// int32.</summary>
    public static ElementType Read(ConfigReader config, string field) => config.Text(field, "float32") switch
    {
        "float32" or "float16" or "bfloat16" or "float64" or "bool" => ElementType.Float32,
        "int32" or "int64" or "int16" or "int8" or "uint8" => ElementType.Int32,
        "string" => ElementType.String,
        _ => throw config.Wrong(field, "float32, int32 or string"),
    };
}
