namespace Valence.Formats;

/// <summary>What a <see cref="PickleValue"/> is.</summary>
internal enum PickleKind
{
    None,
    Boolean,
    Integer,
    Object,
}
