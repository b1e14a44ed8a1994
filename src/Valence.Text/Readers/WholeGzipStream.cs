using System.Buffers.Binary;
using System.IO.Compression;

namespace Valence.Text;

/// <summary>The content of a gzip file, refused at its end when the file is cut off, which <see cref="GZipStream"/> lets pass.</summary>
internal sealed class WholeGzipStream : ForwardStream
{
    private const int ShortestFile = 18;

    private readonly GZipStream _content;
    private readonly uint _expected;
    private uint _count;

    public WholeGzipStream(Stream file)
    {
        if (file.Length < ShortestFile) throw new InvalidDataException("The file is shorter than the frame of a gzip file.");
        Span<byte> length = stackalloc byte[sizeof(uint)];
        file.Seek(-sizeof(uint), SeekOrigin.End);
        file.ReadExactly(length);
        file.Position = 0;
        _expected = BinaryPrimitives.ReadUInt32LittleEndian(length);
        _content = new GZipStream(file, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> destination)
    {
        var count = _content.Read(destination);
        _count = unchecked(_count + (uint)count);
        if (count == 0 && destination.Length > 0 && _count != _expected)
            throw new InvalidDataException("The content is not as long as the end of the file says.");
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }
}
