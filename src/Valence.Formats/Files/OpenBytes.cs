using Microsoft.Win32.SafeHandles;

namespace Valence.Formats;

/// <summary>Bytes of an open file, or a part of it.</summary>
internal sealed class OpenBytes : ByteSource
{
    private const int MostTicks = 3;

    private readonly SafeFileHandle _handle;
    private readonly FilePlace _place;
    private readonly long _from;
    private readonly FileFacts _facts;
    private readonly bool _isPart;

    private OpenBytes(SafeFileHandle handle, FilePlace place)
    {
        _handle = handle;
        _place = place;
        _facts = FileFacts.Of(handle);
        // What is written within the tick of the file system's clock in which the file was last changed changes none of
        // its times: what is read after that tick is one content or known to be none.
        for (var tries = 0; tries < MostTicks && _facts.IsRecent; tries++)
        {
            Thread.Sleep(FileFacts.Tick);
            _facts = FileFacts.Of(handle);
        }
        Length = _facts.Length;
    }

    private OpenBytes(OpenBytes whole, long from, long length)
    {
        (_handle, _place, _facts) = (whole._handle, whole._place, whole._facts);
        (_from, Length, _isPart) = (whole._from + from, length, true);
    }

    public override long Length { get; }

    public static OpenBytes Open(string path, long maxBytes)
    {
        var place = new FilePlace(Path.GetFileName(path));
        if (Directory.Exists(path))
            throw new FileFormatException("F02", place, "expected a file, received a directory",
                "Give the path of the file itself");
        // Opening alone would wait for whoever writes to a pipe, and take what comes from it.
        if (FileFacts.Of(path) is { Type: not FileType.Regular } other)
            throw new FileFormatException("F01", place, $"expected a file, received {other.Named}, which is read only "
                + "once and has no length", "Write it to a file, and give that");
        var opened = new OpenBytes(File.OpenHandle(path), place);
        if (opened.Length > 0 && opened.Length <= maxBytes) return opened;
        opened.Dispose();
        throw opened.Length == 0 ? Empty(place) : TooLong(place, maxBytes, opened.Length);
    }

    public override ReadOnlyMemory<byte> Slice(long at, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        Read(at, bytes);
        return bytes;
    }

    public override void Read(long at, Span<byte> destination)
    {
        Require(at, destination.Length);
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(_handle, destination, _from + at);
            if (count == 0) throw Changed();
            at += count;
            destination = destination[count..];
        }
    }

    public override void RequireIntact()
    {
        if (!FileFacts.Of(_handle).IsUnchangedSince(_facts)) throw Changed();
    }

    public override void Dispose()
    {
        if (!_isPart) _handle.Dispose();
        base.Dispose();
    }

    private protected override ByteSource Part(long at, long length) => new OpenBytes(this, at, length);

    private FileFormatException Changed() => new("F04", _place,
        $"expected {_facts.Length} bytes that stay as they are, the file was changed",
        "Do not change the file while it is read");
}
