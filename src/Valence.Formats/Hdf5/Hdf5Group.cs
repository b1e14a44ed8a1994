namespace Valence.Formats;

/// <summary>A folder of an HDF5 file.</summary>
public sealed class Hdf5Group
{
    private readonly Hdf5Source _source;
    private readonly Hdf5Path _path;

    internal Hdf5Group(Hdf5Source source, Hdf5Path path, IReadOnlyDictionary<string, Hdf5Group> groups,
        IReadOnlyDictionary<string, Hdf5Dataset> datasets, IReadOnlyDictionary<string, Hdf5Attribute> attributes)
    {
        _source = source;
        _path = path;
        Groups = groups;
        Datasets = datasets;
        Attributes = attributes;
    }

    /// <summary>The path from the root: <c>/</c>, <c>/layers/dense</c>.</summary>
    public string Path => _path.ToString();

    /// <summary>The groups in this one by name, in the order of their names' bytes.</summary>
    public IReadOnlyDictionary<string, Hdf5Group> Groups { get; }

    /// <summary>The datasets in this group by name, in the order of their names' bytes.</summary>
    public IReadOnlyDictionary<string, Hdf5Dataset> Datasets { get; }

    /// <summary>The attributes by name.</summary>
    public IReadOnlyDictionary<string, Hdf5Attribute> Attributes { get; }

    /// <summary>The group at <paramref name="path"/> relative to this one, such as <c>dense/vars</c>.</summary>
    /// <exception cref="FileFormatException">There is none.</exception>
    public Hdf5Group Group(string path)
    {
        var group = this;
        foreach (var name in path.Split('/'))
            group = group.Groups.TryGetValue(name, out var next) ? next
                : throw Missing(group, name, "group", group.Datasets.ContainsKey(name) ? "a dataset" : null);
        return group;
    }

    /// <summary>The dataset at <paramref name="path"/> relative to this group, such as <c>dense/vars/0</c>.</summary>
    /// <exception cref="FileFormatException">There is none.</exception>
    public Hdf5Dataset Dataset(string path)
    {
        var cut = path.LastIndexOf('/');
        var group = cut < 0 ? this : Group(path[..cut]);
        var name = path[(cut + 1)..];
        return group.Datasets.TryGetValue(name, out var dataset) ? dataset
            : throw Missing(group, name, "dataset", group.Groups.ContainsKey(name) ? "a group" : null);
    }

    /// <summary>The attribute named <paramref name="name"/>.</summary>
    /// <exception cref="FileFormatException">There is none.</exception>
    public Hdf5Attribute Attribute(string name) => Attributes.TryGetValue(name, out var attribute)
        ? attribute
        : throw _source.Refuse("H19", _path, null, $"expected the attribute '{FilePlace.Shown(name)}', there is none",
            "Check that the file is what you mean to open");

    private FileFormatException Missing(Hdf5Group group, string name, string wanted, string? found) => _source.Refuse(
        found is null ? "H19" : "H18", group._path, null,
        $"expected a {wanted} named '{FilePlace.Shown(name)}', {(found is null ? "there is none" : $"it is {found}")}",
        "Check that the file belongs to this model");
}
