using System.Text;
using System.Text.Unicode;

namespace Valence.Text;

/// <summary>The content of a data file as UTF-8 without a byte order mark: unpacked, transcoded, and refused where it is not text.</summary>
internal sealed class CheckedStream : ForwardStream
{
    private const int BufferBytes = 1 << 16;

    private readonly string _path;
    private readonly Stream _source;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _checked;
    private int _filled;
    private bool _ended;
    private bool _begun;
    private long _linesBefore;
    private bool _invalid;

    private CheckedStream(string path, Stream source)
    {
        _path = path;
        _source = source;
    }

    public static CheckedStream Open(string path, Encoding? encoding)
    {
        Stream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
            Span<byte> start = stackalloc byte[4];
            var gzipped = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) >= 2 && start is [0x1f, 0x8b, ..];
            file.Position = 0;
            var content = new BufferedStream(gzipped ? new WholeGzipStream(file) : file, BufferBytes);
            return new CheckedStream(path, AsUtf8(content, encoding));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            file?.Dispose();
            throw Unreadable(path, cause);
        }
    }

    public override int Read(Span<byte> destination)
    {
        if (destination.IsEmpty) return 0;
        while (_start == _checked)
        {
            if (_invalid) throw InvalidText(RowAt(_checked));
            if (_ended) return 0;
            Fill();
        }

        var count = Math.Min(destination.Length, _checked - _start);
        _buffer.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _source.Dispose();
        base.Dispose(disposing);
    }

    private static Stream AsUtf8(BufferedStream content, Encoding? encoding)
    {
        Span<byte> mark = stackalloc byte[3];
        var length = content.ReadAtLeast(mark, 3, throwOnEndOfStream: false);
        var (found, markLength) = mark[..length] switch
        {
            [0xef, 0xbb, 0xbf] => (Encoding.UTF8, 3),
            [0xff, 0xfe, ..] => (Encoding.Unicode, 2),
            [0xfe, 0xff, ..] => (Encoding.BigEndianUnicode, 2),
            _ => (encoding ?? Encoding.UTF8, 0),
        };
        var rest = new PrefixedStream(mark[markLength..length].ToArray(), content);
        if (found.CodePage == Encoding.UTF8.CodePage) return rest;
        var strict = (Encoding)found.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return Encoding.CreateTranscodingStream(rest, strict, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private void Fill()
    {
        _linesBefore += _buffer.AsSpan(0, _checked).Count((byte)'\n');
        var kept = _filled - _checked;
        _buffer.AsSpan(_checked, kept).CopyTo(_buffer);
        var read = ReadSource(kept);
        _ended = read == 0;
        _start = 0;
        _filled = kept + read;
        var bytes = _buffer.AsSpan(0, _filled);
        RefuseBinary(bytes);
        _checked = _ended ? _filled : _filled - IncompleteTail(bytes);
        if (Utf8.IsValid(bytes[.._checked])) return;
        _checked = ValidPrefix(bytes);
        _invalid = true;
    }

    private int ReadSource(int kept)
    {
        var filled = kept;
        try
        {
            while (filled < BufferBytes)
            {
                var count = _source.Read(_buffer.AsSpan(filled));
                if (count == 0) break;
                filled += count;
            }
        }
        catch (DecoderFallbackException)
        {
            throw InvalidText(null);
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException)
        {
            throw Unreadable(_path, cause);
        }

        return filled - kept;
    }

    private void RefuseBinary(ReadOnlySpan<byte> bytes)
    {
        var zero = bytes.IndexOf((byte)0);
        var controls = 0;
        if (!_begun)
            foreach (var b in bytes)
                if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\v' or (byte)'\f' or (byte)'\r')) controls++;
        _begun = true;
        if (zero < 0 && controls * 50 <= bytes.Length) return;
        throw DataFileException.At(_path, RowAt(Math.Max(zero, 0)), "text", "binary data", "unpack an archive or export a spreadsheet first, and name the encoding if the text is not UTF-8");
    }

    private DataFileException InvalidText(long? row) =>
        DataFileException.At(_path, row, "text in the encoding of the file", "bytes that are not valid in it", "save the file as UTF-8 or name its encoding in the options");

    private long RowAt(int position) => _linesBefore + _buffer.AsSpan(0, position).Count((byte)'\n') + 1;

    private static int IncompleteTail(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            var b = bytes[^length];
            if (b < 0x80) return 0;
            if (b >= 0xc0) return length < (b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2) ? length : 0;
        }

        return 0;
    }

    private static int ValidPrefix(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (Rune.DecodeFromUtf8(bytes[position..], out _, out var consumed) == System.Buffers.OperationStatus.Done) position += consumed;
        return position;
    }

    private static DataFileException Unreadable(string path, Exception cause) => cause is InvalidDataException
        ? DataFileException.At(path, null, "a complete gzip file", "a damaged one", "fetch or compress the file again", cause)
        : DataFileException.At(path, null, "a file that can be read", cause.Message.TrimEnd('.'), "check the file and its permissions", cause);
}
