namespace Valence.Formats;

/// <summary>What the elements of a NumPy array are.</summary>
public enum NpyKind
{
    /// <summary>One byte, 0 or 1.</summary>
    Boolean,

    /// <summary>Signed integers.</summary>
    Integer,

    /// <summary>Unsigned integers.</summary>
    Unsigned,

    /// <summary>IEEE floating-point numbers.</summary>
    Float,

    /// <summary>Texts of a fixed number of bytes, read as UTF-8.</summary>
    Bytes,

    /// <summary>Texts of a fixed number of Unicode code points.</summary>
    Text,

    /// <summary>Python objects; only lists of integers can be had.</summary>
    Object,
}
