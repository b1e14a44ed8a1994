namespace Valence.Formats;

/// <summary>The links of a group that keeps them as messages of its header, as the HDF5 library does with names that
/// are not ASCII.</summary>
internal static class Hdf5CompactLinks
{
    private const int HasOrder = 0x04;
    private const int HasKind = 0x08;
    private const int HasCharset = 0x10;

    /// <summary>Whether the header is that of such a group.</summary>
    /// <exception cref="FileFormatException">The group is of the newer format in another way.</exception>
    public static bool In(Hdf5Header header)
    {
        if (header.Find(Hdf5MessageType.LinkInfo) is not { } info)
        {
            foreach (var message in header.Messages)
                if (message.Type == Hdf5MessageType.Link) throw Newer(header, message);
            return false;
        }
        if (header.Find(Hdf5MessageType.SymbolTable) is not null) throw Newer(header, info);
        var data = info.Data.Span;
        var at = data.Length > 1 && (data[1] & 1) != 0 ? 10 : 2;
        if (data.Length < at + 16 || data[0] != 0) throw Newer(header, info);
        // Many links stand in a heap and an index of their own.
        return Hdf5Source.U64(data, at) == Hdf5Source.Undefined ? true : throw Newer(header, info);
    }

    /// <summary>The links, sorted by their names' bytes.</summary>
    public static List<Hdf5Link> Read(Hdf5Header header)
    {
        var links = new List<Hdf5Link>();
        foreach (var message in header.Messages)
            if (message.Type == Hdf5MessageType.Link) links.Add(Read(header, message));
        links.Sort((a, b) => Hdf5NameOrder.Instance.Compare(a.Name, b.Name));
        for (var i = 1; i < links.Count; i++)
            if (links[i].Name == links[i - 1].Name)
                throw header.Source.Refuse("H07", header.Path, header.Offset,
                    "expected the links of a group each once", Hdf5Source.CopyAgain);
        return links;
    }

    private static Hdf5Link Read(Hdf5Header header, Hdf5Message message)
    {
        var data = message.Data.Span;
        if (data.Length < 4 || data[0] != 1) throw Cut(header, message);
        int flags = data[1], at = 2 + ((flags & HasKind) != 0 ? 1 : 0) + ((flags & HasOrder) != 0 ? 8 : 0)
            + ((flags & HasCharset) != 0 ? 1 : 0), width = 1 << (flags & 3);
        if (data.Length < at + width) throw Cut(header, message);
        var length = width switch
        {
            1 => data[at],
            2 => Hdf5Source.U16(data, at),
            4 => Hdf5Source.U32(data, at),
            _ => Hdf5Source.U64(data, at),
        };
        at += width;
        if (length < 0 || length > data.Length - at - 8) throw Cut(header, message);
        if (length > header.Source.Limits.MaxNameBytes)
            throw header.Source.Refuse("H09", header.Path, message.Offset, "expected a name of at most "
                + $"{header.Source.Limits.MaxNameBytes} bytes, found {length}",
                "Raise the limit if you trust the file");
        var name = header.Source.Text(data.Slice(at, (int)length), "H09", header.Path);
        if (name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\0'))
            throw header.Source.Refuse("H09", header.Path, message.Offset,
                $"expected a name of one part, found '{FilePlace.Shown(name)}'", Hdf5Source.CopyAgain);
        return new(name, Hdf5Source.U64(data, at + (int)length), 0, 0, 0);
    }

    private static FileFormatException Newer(Hdf5Header header, Hdf5Message message) => header.Source.Refuse("H10",
        header.Path, message.Offset, "expected a group with a symbol table, found one of the newer format",
        Hdf5Source.SaveInOldFormat);

    private static FileFormatException Cut(Hdf5Header header, Hdf5Message message) => header.Source.Refuse("H05",
        header.Path, message.Offset, "expected a link of version 1, it is another or cut off", Hdf5Source.CopyAgain);
}
