namespace Valence.Formats;

/// <summary>The names a pickled array may use.</summary>
internal enum PickledGlobal
{
    Reconstruct,
    Array,
    Type,
    Encode,
}
