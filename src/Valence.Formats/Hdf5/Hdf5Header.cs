namespace Valence.Formats;

/// <summary>An object header of version 1: the messages that describe a group or dataset, gathered from all its
/// blocks.</summary>
internal sealed class Hdf5Header
{
    private const int PrefixBytes = 16;
    private const int MessageBytes = 8;
    private const int SharedFlag = 0x02;
    private const int FailIfUnknownFlags = 0x88;
    private const int HasLinkKind = 0x08;
    private const int ExternalLink = 64;

    private Hdf5Header(Hdf5Source source, Hdf5Path path, long at, List<Hdf5Message> messages)
    {
        Source = source;
        Path = path;
        Offset = at;
        Messages = messages;
    }

    /// <summary>The file.</summary>
    public Hdf5Source Source { get; }

    /// <summary>The object's path.</summary>
    public Hdf5Path Path { get; }

    /// <summary>Where the header is.</summary>
    public long Offset { get; }

    /// <summary>The messages, in order, without those that fill gaps or continue the header.</summary>
    public IReadOnlyList<Hdf5Message> Messages { get; }

    /// <summary>Reads the header at <paramref name="at"/>.</summary>
    public static Hdf5Header Read(Hdf5Source source, long at, Hdf5Path path)
    {
        var prefix = source.Slice(at, PrefixBytes, "H04", path, "an object header").Span;
        if (prefix.StartsWith("OHDR"u8))
            throw source.Refuse("H10", path, at, "expected an object header of version 1, found one of the newer "
                + "format", Hdf5Source.SaveInOldFormat);
        if (prefix[0] != 1 || prefix[1] != 0)
            throw source.Refuse("H04", path, at, "expected an object header of version 1, found something else",
                Hdf5Source.CopyAgain);
        var declared = Hdf5Source.U16(prefix, 2);
        var blocks = new Queue<(long At, long Length)>();
        blocks.Enqueue((at + PrefixBytes, Hdf5Source.U32(prefix, 8)));
        source.Own(at, PrefixBytes, "H08", path, "a group or dataset reached by one name");
        var messages = new List<Hdf5Message>();
        var count = 0;
        while (blocks.TryDequeue(out var block))
            count += ReadBlock(source, path, block.At, block.Length, messages, blocks);
        if (count != declared)
            throw source.Refuse("H05", path, at, $"expected {declared} messages in the object header, found {count}",
                Hdf5Source.CopyAgain);
        return new(source, path, at, messages);
    }

    /// <summary>The only message of a type, or null.</summary>
    public Hdf5Message? Find(Hdf5MessageType type)
    {
        Hdf5Message? found = null;
        foreach (var message in Messages)
        {
            if (message.Type != type) continue;
            if (found is not null)
                throw Source.Refuse("H05", Path, message.Offset, $"expected one message of type {type}, found two",
                    Hdf5Source.CopyAgain);
            found = message;
        }
        return found;
    }

    private static int ReadBlock(Hdf5Source source, Hdf5Path path, long at, long length, List<Hdf5Message> messages,
        Queue<(long At, long Length)> blocks)
    {
        if (length < MessageBytes)
            throw source.Refuse("H05", path, null, $"expected a block of messages, its length is {length}",
                Hdf5Source.CopyAgain);
        var block = source.Own(at, length, "H05", path, "a block of messages");
        var count = 0;
        var next = 0;
        while (block.Length - next >= MessageBytes)
        {
            var head = block.Span[next..];
            int type = Hdf5Source.U16(head, 0), size = Hdf5Source.U16(head, 2), flags = head[4];
            var offset = at + next + MessageBytes;
            if (size % 8 != 0 || size > block.Length - next - MessageBytes)
                throw source.Refuse("H05", path, offset, $"expected a message within its block, its size is {size}",
                    Hdf5Source.CopyAgain);
            Accept(new((Hdf5MessageType)type, block.Slice(next + MessageBytes, size), offset), flags);
            next += MessageBytes + size;
            count++;
        }
        return next == block.Length ? count
            : throw source.Refuse("H05", path, at + next, "expected messages to fill their block, some bytes are left",
                Hdf5Source.CopyAgain);

        void Accept(Hdf5Message message, int flags)
        {
            var data = message.Data.Span;
            switch (message.Type)
            {
                case Hdf5MessageType.Nil:
                    return;
                case Hdf5MessageType.Continuation:
                    if (data.Length < 16)
                        throw source.Refuse("H05", path, message.Offset,
                            "expected the place of a block of messages, it is cut off", Hdf5Source.CopyAgain);
                    blocks.Enqueue((Hdf5Source.U64(data, 0), Hdf5Source.U64(data, 8)));
                    return;
                case Hdf5MessageType.ExternalFiles:
                    throw source.Refuse("H12", path, message.Offset,
                        "expected data inside the file, this dataset's are in other files (external storage)",
                        "Save it again with its data inside");
                case Hdf5MessageType.Link when data.Length >= 3 && (data[1] & HasLinkKind) != 0:
                    throw source.Refuse("H11", path, message.Offset,
                        "expected objects inside the file, found "
                            + $"{(data[2] == ExternalLink ? "an external" : "a soft")} link",
                            "Save it again without such links");
                case Hdf5MessageType.AttributeInfo:
                    throw source.Refuse("H10", path, message.Offset,
                        "expected attributes in the object header, found attributes of the newer format",
                        Hdf5Source.SaveInOldFormat);
                case > Hdf5MessageType.Last when (flags & FailIfUnknownFlags) != 0:
                    throw source.Refuse("H06", path, message.Offset,
                        $"expected known messages, found type {(int)message.Type} that must be understood",
                        Hdf5Source.SaveInOldFormat);
            }
            if ((flags & SharedFlag) != 0 && message.Type <= Hdf5MessageType.Last)
                throw source.Refuse("H15", path, message.Offset,
                    $"expected the {message.Type} message itself, found a reference to a shared one",
                    "Save it again without shared or named types");
            messages.Add(message);
        }
    }
}
