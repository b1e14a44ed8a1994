using System.Text;

namespace Valence.Formats;

/// <summary>The links of a group that keeps them as messages, as the HDF5 library does with names that are not ASCII:
/// few in its header, many in a heap.</summary>
internal static class Hdf5NewerLinks
{
    private const int HasOrder = 0x04;
    private const int HasKind = 0x08;
    private const int HasCharset = 0x10;
    private const int ExternalLink = 64;
    private static readonly Comparer<byte[]> ByBytes =
        Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    /// <summary>Whether the header is that of such a group.</summary>
    /// <exception cref="FileFormatException">The group is of both kinds.</exception>
    public static bool In(Hdf5Header header)
    {
        if (header.Find(Hdf5MessageType.LinkInfo) is { } info)
            return header.Find(Hdf5MessageType.SymbolTable) is null ? true : throw Mixed(header, info);
        foreach (var message in header.Messages)
            if (message.Type == Hdf5MessageType.Link) throw Mixed(header, message);
        return false;
    }

    /// <summary>The links, sorted by their names' bytes.</summary>
    public static IReadOnlyList<Hdf5Link> Read(Hdf5Header header)
    {
        var links = new List<Hdf5Link>();
        if (Hdf5Dense.OfLinks(header) is { IsUsed: true } dense)
            links = dense.Read(message => Read(header, message), link => link.Name);
        else
            foreach (var message in header.Messages)
                if (message.Type == Hdf5MessageType.Link) links.Add(Read(header, message));
        var sorted = links.ToArray();
        Array.Sort(links.ConvertAll(link => Encoding.UTF8.GetBytes(link.Name)).ToArray(), sorted, ByBytes);
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i].Name == sorted[i - 1].Name)
                throw header.Source.Refuse("H07", header.Path, header.Offset,
                    "expected the links of a group each once", Hdf5Source.CopyAgain);
        return sorted;
    }

    /// <summary>Refuses a link that leads anywhere but to an object of the file.</summary>
    public static void RequireInside(Hdf5Source source, Hdf5Path path, Hdf5Message link)
    {
        var data = link.Data.Span;
        if (data.Length >= 3 && (data[1] & HasKind) != 0 && data[2] != 0)
            throw source.Refuse("H11", path, link.Offset, "expected objects inside the file, found "
                + $"{(data[2] == ExternalLink ? "an external" : "a soft")} link", "Save it again without such links");
    }

    private static Hdf5Link Read(Hdf5Header header, Hdf5Message message)
    {
        RequireInside(header.Source, header.Path, message);
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
                "Give a file within that bound");
        var name = header.Source.Text(data.Slice(at, (int)length), "H09", header.Path);
        if (name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\0'))
            throw header.Source.Refuse("H09", header.Path, message.Offset,
                $"expected a name of one part, found '{FilePlace.Shown(name)}'", Hdf5Source.CopyAgain);
        return new(name, Hdf5Source.U64(data, at + (int)length), 0, 0, 0);
    }

    private static FileFormatException Mixed(Hdf5Header header, Hdf5Message message) => header.Source.Refuse("H10",
        header.Path, message.Offset, "expected a group of the older or the newer kind, found a mixture of both",
        Hdf5Source.CopyAgain);

    private static FileFormatException Cut(Hdf5Header header, Hdf5Message message) => header.Source.Refuse("H05",
        header.Path, message.Offset, "expected a link of version 1, it is another or cut off", Hdf5Source.CopyAgain);
}
