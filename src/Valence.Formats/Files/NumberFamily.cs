namespace Valence.Formats;

/// <summary>The families of stored numbers.</summary>
internal enum NumberFamily
{
    Signed,
    Unsigned,
    Float,
    BrainFloat,
}
