namespace Valence.Formats;

/// <summary>The bytes of a file, in memory or read from the open file where they are needed, so that a large file is
/// never in memory a second time.</summary>
/// <remarks>A file is opened once and never again by its name. Reading is safe from several threads at once.</remarks>
public abstract class ByteSource : IDisposable
{
    private const int BlockBytes = 1 << 18;

    private protected ByteSource()
    {
    }

    /// <summary>The number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>The bytes in <paramref name="bytes"/>, which must not change while they are in use.</summary>
    public static ByteSource Of(ReadOnlyMemory<byte> bytes) => new MemoryBytes(bytes);

    /// <summary>Opens the regular file at <paramref name="path"/>; dispose the source to close it.</summary>
    /// <exception cref="FileFormatException">The file is empty, not a regular file, or longer than
    /// <paramref name="maxBytes"/>.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ByteSource OpenFile(string path, long maxBytes) => OpenBytes.Open(path, maxBytes);

    /// <summary>Reads all of <paramref name="stream"/>, from its position on, into memory.</summary>
    /// <param name="stream">Where the bytes come from; it need not tell its length, and is left open.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="maxBytes">The most bytes that are taken.</param>
    /// <exception cref="FileFormatException">The stream is empty or longer than
    /// <paramref name="maxBytes"/>.</exception>
    public static ByteSource ReadStream(Stream stream, string name, long maxBytes)
    {
        var most = Math.Min(maxBytes, Array.MaxLength);
        // A declared length alone reserves little: the buffer grows with what really comes.
        var declared = stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : 0;
        if (declared > most) throw TooLong(new(name), most, declared);
        var buffer = new byte[Math.Min(Math.Max(declared, 1 << 16), 64 << 20)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                var next = stream.ReadByte();
                if (next < 0) break;
                if (length >= most) throw TooLong(new(name), most, length + 1L);
                Array.Resize(ref buffer, (int)Math.Min(most, declared > length ? declared : 2L * length));
                buffer[length++] = (byte)next;
                continue;
            }
            var count = stream.Read(buffer, length, buffer.Length - length);
            if (count == 0) break;
            length += count;
        }
        return length == 0 ? throw Empty(new(name)) : new MemoryBytes(buffer.AsMemory(0, length));
    }

    /// <summary>Some of the bytes as a source of their own, which needs this one to stay open.</summary>
    public ByteSource Range(long at, long length)
    {
        Require(at, length);
        return Part(at, length);
    }

    /// <summary>Some of the bytes: a view where they are in memory, a copy where they are in a file.</summary>
    public abstract ReadOnlyMemory<byte> Slice(long at, int length);

    /// <summary>Reads as many bytes as <paramref name="destination"/> has.</summary>
    /// <exception cref="FileFormatException">The file ended early: it was changed while it was read.</exception>
    public abstract void Read(long at, Span<byte> destination);

    /// <summary>Refuses a file that was changed since it was opened, and a member of an archive whose content is not
    /// what the archive declares: to be called after reading and before what was read is used.</summary>
    /// <exception cref="FileFormatException">It was, or it is not.</exception>
    public abstract void RequireIntact();

    /// <summary>Closes the file; what is in memory stays.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>The CRC-32 of all bytes.</summary>
    internal virtual uint Checksum()
    {
        var block = new byte[Math.Min(Length, BlockBytes)];
        var crc = 0u;
        for (var at = 0L; at < Length; at += block.Length)
        {
            var part = block.AsSpan(0, (int)Math.Min(block.Length, Length - at));
            Read(at, part);
            crc = Crc32.Compute(part, crc);
        }
        return crc;
    }

    internal static FileFormatException TooLong(FilePlace place, long most, long length) =>
        new("F03", place, $"expected at most {most} bytes, received {length}", "Give a file within that bound");

    internal static FileFormatException Empty(FilePlace place) =>
        new("F01", place, "expected a file with content, received an empty file or a device",
            "Save or copy the file again");

    private protected abstract ByteSource Part(long at, long length);

    private protected void Require(long at, long length)
    {
        if (at < 0 || length < 0 || at > Length || length > Length - at)
            throw new ArgumentOutOfRangeException(
                nameof(at), $"Expected a range within {Length} bytes, received {length} bytes at {at}.");
    }
}
