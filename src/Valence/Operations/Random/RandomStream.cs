namespace Valence.Operations;

/// <summary>The random draws of one purpose of one layer. The model that first holds the layer decides by names which
/// numbers they are.</summary>
public sealed class RandomStream
{
    internal RandomStream(string path) => Path = path;

    /// <summary>Scopes and name below the layer.</summary>
    public string Path { get; }

    internal ulong Purpose { get; set; }
}
