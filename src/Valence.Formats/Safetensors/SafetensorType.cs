namespace Valence.Formats;

/// <summary>The element types of safetensors files that are read.</summary>
public enum SafetensorType
{
    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of IEEE single precision.</summary>
    BF16,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Signed integers of 32 bits.</summary>
    I32,

    /// <summary>Signed integers of 64 bits.</summary>
    I64,
}
