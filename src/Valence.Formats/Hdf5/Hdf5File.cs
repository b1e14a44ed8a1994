namespace Valence.Formats;

/// <summary>An HDF5 file of the family that Keras and h5py write, read without the HDF5 library and safe to open
/// whoever made it.</summary>
/// <remarks>
/// Opening walks every group and checks what describes every object: addresses within the file, each structure in bytes
/// of its own (so no cycles and no shared objects),
/// bounded depth and counts. Links out of the file, data outside it, virtual datasets, compound and reference types are
/// refused, as is the newer format of <c>libver='latest'</c>; groups and headers of the newer kind are read, which h5py
/// writes for names that are not ASCII and for <c>track_order</c>.
/// Elements are read on demand. Reading is not safe from several threads at once.
/// </remarks>
public sealed class Hdf5File
{
    private readonly Hdf5Source _source;
    private readonly Hdf5GlobalHeap _heap;
    private int _objects;

    private Hdf5File(Hdf5Source source)
    {
        _source = source;
        _heap = new(source);
        var root = Hdf5Superblock.Read(source);
        var header = Hdf5Header.Read(source, root.Header, Hdf5Path.Root);
        Root = IsGroup(header) ? ReadGroup(header, root, 0)
            : throw source.Refuse("H04", Hdf5Path.Root, root.Header,
                "expected a group at the root, found something else", Hdf5Source.CopyAgain);
    }

    /// <summary>The group that holds everything.</summary>
    public Hdf5Group Root { get; }

    /// <summary>Opens the file at <paramref name="path"/>, which is read into memory.</summary>
    /// <exception cref="FileFormatException">The file breaks a rule or uses a part of HDF5 that is not
    /// read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Hdf5File Open(string path, Hdf5Limits? limits = null)
    {
        limits ??= new();
        return Open(FileBytes.Open(path, limits.MaxFileBytes), new(Path.GetFileName(path)), limits);
    }

    /// <summary>Opens the file content in <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The content; it must not change while the file is in use.</param>
    /// <param name="place">Where the bytes are from, for messages: a file, or a member of an archive.</param>
    /// <param name="limits">The bounds; the defaults of <see cref="Hdf5Limits"/> when null.</param>
    /// <exception cref="FileFormatException">The content breaks a rule or uses a part of HDF5 that is not
    /// read.</exception>
    public static Hdf5File Open(ReadOnlyMemory<byte> bytes, FilePlace place, Hdf5Limits? limits = null) =>
        Open(ByteSource.Of(bytes), place, limits);

    /// <inheritdoc cref="Open(ReadOnlyMemory{byte}, FilePlace, Hdf5Limits?)"/>
    public static Hdf5File Open(ByteSource bytes, FilePlace place, Hdf5Limits? limits = null)
    {
        limits ??= new();
        return bytes.Length <= limits.MaxFileBytes ? new(new(bytes, place, limits))
            : throw ByteSource.TooLong(place, limits.MaxFileBytes, bytes.Length);
    }

    private Hdf5Group ReadGroup(Hdf5Header header, Hdf5Link link, int depth)
    {
        var path = header.Path;
        if (depth > _source.Limits.MaxDepth)
            throw _source.Refuse("H08", path, header.Offset,
                $"expected at most {_source.Limits.MaxDepth} groups inside each other, found more",
                "Give a file within that bound");
        if (header.Find(Hdf5MessageType.Layout) is not null)
            throw _source.Refuse("H18", path, header.Offset, "expected a group or a dataset, found both in one",
                Hdf5Source.CopyAgain);
        var groups = new Dictionary<string, Hdf5Group>(StringComparer.Ordinal);
        var datasets = new Dictionary<string, Hdf5Dataset>(StringComparer.Ordinal);
        foreach (var child in Links(header, link))
        {
            if (++_objects > _source.Limits.MaxObjects)
                throw _source.Refuse("H08", path, null,
                    $"expected at most {_source.Limits.MaxObjects} groups and datasets, found more",
                    "Give a file within that bound");
            var childHeader = Hdf5Header.Read(_source, child.Header, new(path, child.Name));
            if (IsGroup(childHeader)) groups.Add(child.Name, ReadGroup(childHeader, child, depth + 1));
            else if (childHeader.Find(Hdf5MessageType.Layout) is not null)
                datasets.Add(child.Name, new(childHeader, _heap));
            else throw _source.Refuse("H18", childHeader.Path, child.Header,
                "expected a group or a dataset, found something else, such as a named type",
                "Save it again without named types");
        }
        return new(_source, path, groups, datasets, Hdf5Attribute.ReadAll(header, _heap));
    }

    private static bool IsGroup(Hdf5Header header) =>
        Hdf5NewerLinks.In(header) || header.Find(Hdf5MessageType.SymbolTable) is not null;

    private IReadOnlyList<Hdf5Link> Links(Hdf5Header header, Hdf5Link link)
    {
        if (header.Find(Hdf5MessageType.SymbolTable) is not { } table) return Hdf5NewerLinks.Read(header);
        if (table.Data.Length < 16)
            throw _source.Refuse("H05", header.Path, table.Offset,
                "expected the places of a group's tree and heap, they are cut off", Hdf5Source.CopyAgain);
        long tree = Hdf5Source.U64(table.Data.Span, 0), heap = Hdf5Source.U64(table.Data.Span, 8);
        // The link may repeat where the tree and heap are, and other readers use that.
        if (link.Cache == 1 && (link.Tree != tree || link.Heap != heap))
            throw _source.Refuse("H08", header.Path, table.Offset,
                "expected one place of the group's links, its header and the link to it differ", Hdf5Source.CopyAgain);
        return Hdf5SymbolTable.Read(_source, tree, heap, header.Path);
    }
}
