namespace Valence.Formats;

/// <summary>An object header of version 1 or 2: the messages that describe a group or dataset, gathered from all its
/// blocks.</summary>
internal sealed class Hdf5Header
{
    private const int PrefixBytes = 16;
    private const int ChecksumBytes = 4;
    private const int HasOrder = 0x04;
    private const int HasAttributeLimits = 0x10;
    private const int HasTimes = 0x20;
    private const int SharedFlag = 0x02;
    private const int FailIfUnknownFlags = 0x88;

    private readonly List<Hdf5Message> _messages = [];
    private readonly Queue<(long At, long Length)> _blocks = [];
    private readonly int _version;
    private readonly int _messageBytes;

    private Hdf5Header(Hdf5Source source, long at, Hdf5Path path)
    {
        (Source, Offset, Path) = (source, at, path);
        var prefix = source.Slice(at, PrefixBytes, "H04", path, "an object header").Span;
        _version = prefix.StartsWith("OHDR"u8) ? 2 : 1;
        var count = 0;
        if (_version == 2)
        {
            var flags = prefix[5];
            if (prefix[4] != 2 || flags >= 0x40)
                throw Refuse(at, "expected an object header of version 1 or 2, found another");
            _messageBytes = (flags & HasOrder) != 0 ? 6 : 4;
            var sizeAt = 6 + ((flags & HasTimes) != 0 ? 16 : 0) + ((flags & HasAttributeLimits) != 0 ? 4 : 0);
            var sizeBytes = 1 << (flags & 3);
            var size = source.Slice(at + sizeAt, sizeBytes, "H05", path, "an object header");
            ReadBlock(at, Hdf5Source.Number(size.Span), sizeAt + sizeBytes, "H08");
        }
        else
        {
            if (prefix[0] != 1 || prefix[1] != 0)
                throw source.Refuse("H04", path, at, "expected an object header of version 1 or 2, found something "
                    + "else", Hdf5Source.CopyAgain);
            _messageBytes = 8;
            _blocks.Enqueue((at + PrefixBytes, Hdf5Source.U32(prefix, 8)));
            source.Own(at, PrefixBytes, "H08", path, "a group or dataset reached by one name");
        }
        while (_blocks.TryDequeue(out var block)) count += ReadContinued(block.At, block.Length);
        if (_version == 1 && Hdf5Source.U16(prefix, 2) is var declared && count != declared)
            throw Refuse(at, $"expected {declared} messages in the object header, found {count}");
    }

    /// <summary>The file.</summary>
    public Hdf5Source Source { get; }

    /// <summary>The object's path.</summary>
    public Hdf5Path Path { get; }

    /// <summary>Where the header is.</summary>
    public long Offset { get; }

    /// <summary>The messages, in order, without those that fill gaps or continue the header.</summary>
    public IReadOnlyList<Hdf5Message> Messages => _messages;

    /// <summary>Reads the header at <paramref name="at"/>.</summary>
    public static Hdf5Header Read(Hdf5Source source, long at, Hdf5Path path) => new(source, at, path);

    /// <summary>The only message of a type, or null.</summary>
    public Hdf5Message? Find(Hdf5MessageType type)
    {
        Hdf5Message? found = null;
        foreach (var message in Messages)
        {
            if (message.Type != type) continue;
            if (found is not null) throw Refuse(message.Offset, $"expected one message of type {type}, found two");
            found = message;
        }
        return found;
    }

    /// <summary>Reads a block that a message or the prefix of version 1 leads to.</summary>
    private int ReadContinued(long at, long length)
    {
        var least = _version == 1 ? _messageBytes : 2 * ChecksumBytes;
        if (length < least) throw Refuse(null, $"expected a block of messages, its length is {length}");
        if (_version == 1) return ReadBlock(at, length, 0, "H05");
        if (!Source.Slice(at, 4, "H05", Path, "a block of messages").Span.SequenceEqual("OCHK"u8))
            throw Refuse(at, "expected a block of messages, found something else");
        return ReadBlock(at, length - 2 * ChecksumBytes, 4, "H05");
    }

    /// <summary>Reads a block of messages of <paramref name="length"/> bytes, which stand behind what the block begins
    /// with and, in version 2, before its checksum.</summary>
    /// <returns>How many messages it has.</returns>
    private int ReadBlock(long at, long length, int begin, string rule)
    {
        var sum = _version == 2 ? ChecksumBytes : 0;
        if (length < 0 || length > Source.Length)
            throw Refuse(at, $"expected a block of messages within the file, its length is {length}");
        var whole = Source.Own(at, begin + length + sum, rule, Path,
            rule == "H05" ? "a block of messages" : "a group or dataset reached by one name");
        if (sum > 0) Source.RequireChecksum(whole.Span, begin + (int)length, at, "H05", Path, "a block of messages");
        var block = whole[..(begin + (int)length)];
        var count = 0;
        var next = begin;
        while (block.Length - next >= _messageBytes)
        {
            var head = block.Span[next..];
            var (type, size, flags) = _version == 1 ? (Hdf5Source.U16(head, 0), Hdf5Source.U16(head, 2), head[4])
                : (head[0], Hdf5Source.U16(head, 1), head[3]);
            var offset = at + next + _messageBytes;
            if ((_version == 1 && size % 8 != 0) || size > block.Length - next - _messageBytes)
                throw Refuse(offset, $"expected a message within its block, its size is {size}");
            Accept(new((Hdf5MessageType)type, block.Slice(next + _messageBytes, size), offset), flags);
            next += _messageBytes + size;
            count++;
        }
        // Version 2 may leave a gap that is too small for a message.
        return _version == 2 || next == block.Length ? count
            : throw Refuse(at + next, "expected messages to fill their block, some bytes are left");
    }

    private void Accept(Hdf5Message message, int flags)
    {
        var data = message.Data.Span;
        switch (message.Type)
        {
            case Hdf5MessageType.Nil:
                return;
            case Hdf5MessageType.Continuation:
                if (data.Length < 16)
                    throw Refuse(message.Offset, "expected the place of a block of messages, it is cut off");
                _blocks.Enqueue((Hdf5Source.U64(data, 0), Hdf5Source.U64(data, 8)));
                return;
            case Hdf5MessageType.ExternalFiles:
                throw Source.Refuse("H12", Path, message.Offset,
                    "expected data inside the file, this dataset's are in other files (external storage)",
                    "Save it again with its data inside");
            case Hdf5MessageType.Link:
                Hdf5NewerLinks.RequireInside(Source, Path, message);
                break;
            case Hdf5MessageType.AttributeInfo when _version == 1:
                throw Source.Refuse("H10", Path, message.Offset,
                    "expected attributes in the object header, found attributes of the newer format",
                    Hdf5Source.SaveInOldFormat);
            case > Hdf5MessageType.Last when (flags & FailIfUnknownFlags) != 0:
                throw Source.Refuse("H06", Path, message.Offset,
                    $"expected known messages, found type {(int)message.Type} that must be understood",
                    Hdf5Source.SaveInOldFormat);
        }
        if ((flags & SharedFlag) != 0 && message.Type <= Hdf5MessageType.Last)
            throw Source.Refuse("H15", Path, message.Offset,
                $"expected the {message.Type} message itself, found a reference to a shared one",
                "Save it again without shared or named types");
        _messages.Add(message);
    }

    private FileFormatException Refuse(long? at, string problem) =>
        Source.Refuse("H05", Path, at, problem, Hdf5Source.CopyAgain);
}
