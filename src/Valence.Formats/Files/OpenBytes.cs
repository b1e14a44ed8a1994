using Microsoft.Win32.SafeHandles;

namespace Valence.Formats;

/// <summary>Bytes of an open file, or a part of it.</summary>
internal sealed class OpenBytes : ByteSource
{
    private readonly SafeFileHandle _handle;
    private readonly FilePlace _place;
    private readonly long _from;
    private readonly long _fileLength;
    private readonly DateTime _written;
    private readonly bool _isPart;

    private OpenBytes(SafeFileHandle handle, FilePlace place)
    {
        _handle = handle;
        _place = place;
        _written = File.GetLastWriteTimeUtc(handle);
        _fileLength = Length = RandomAccess.GetLength(handle);
    }

    private OpenBytes(OpenBytes whole, long from, long length)
    {
        (_handle, _place, _written, _fileLength) = (whole._handle, whole._place, whole._written, whole._fileLength);
        (_from, Length, _isPart) = (whole._from + from, length, true);
    }

    public override long Length { get; }

    public static OpenBytes Open(string path, long maxBytes)
    {
        var place = new FilePlace(Path.GetFileName(path));
        if (Directory.Exists(path))
            throw new FileFormatException("F02", place, "expected a file, received a directory",
                "Give the path of the file itself");
        // A pipe or device reports no length; asking before opening keeps a pipe without a writer from blocking for
        // ever.
        if (new FileInfo(path).Length == 0) throw Empty(place);
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
        if (RandomAccess.GetLength(_handle) != _fileLength || File.GetLastWriteTimeUtc(_handle) != _written)
            throw Changed();
    }

    public override void Dispose()
    {
        if (!_isPart) _handle.Dispose();
        base.Dispose();
    }

    private protected override ByteSource Part(long at, long length) => new OpenBytes(this, at, length);

    private FileFormatException Changed() => new("F04", _place,
        $"expected {_fileLength} bytes that stay as they are, the file was changed",
        "Do not change the file while it is read");
}
