namespace Valence;

/// <summary>What a tensor's elements are.</summary>
public enum ElementType
{
    /// <summary>IEEE single precision; truth values of masks are 0 and 1 in this type.</summary>
    Float32,

    /// <summary>Signed 32-bit integers: ids, labels, indices.</summary>
    Int32,

    /// <summary>Texts.</summary>
    String,
}
