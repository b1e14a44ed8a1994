namespace Valence.Formats;

/// <summary>What the elements of an HDF5 dataset or attribute are.</summary>
public enum Hdf5Kind
{
    /// <summary>Signed integers.</summary>
    Integer,

    /// <summary>Unsigned integers.</summary>
    Unsigned,

    /// <summary>IEEE floating-point numbers.</summary>
    Float,

    /// <summary>Floats of 16 bits with the exponent of float32 (bfloat16).</summary>
    BrainFloat,

    /// <summary>Texts of a fixed number of bytes.</summary>
    FixedString,

    /// <summary>Texts of any length.</summary>
    VariableString,
}
