namespace Valence.Formats;

/// <summary>Where an object is in the tree of groups. Kept as links to the parents, so long names at great depth are
/// not multiplied.</summary>
/// <param name="Parent">The group it is in; null for the root.</param>
/// <param name="Name">Its name; for an attribute with an at sign before it.</param>
internal sealed record Hdf5Path(Hdf5Path? Parent, string Name)
{
    /// <summary>The root group.</summary>
    public static Hdf5Path Root { get; } = new(null, "");

    /// <summary>The parts joined by slashes.</summary>
    public override string ToString()
    {
        if (Parent is null) return "/";
        var parts = new Stack<string>();
        for (var path = this; path.Parent is not null; path = path.Parent) parts.Push(path.Name);
        return "/" + string.Join('/', parts);
    }
}
