using System.Text;

namespace Valence.Text;

/// <summary>The lines of a data file as UTF-8 bytes, without their ends (LF or CR LF).</summary>
internal sealed class LineReader(string path, Encoding? encoding) : IDisposable
{
    public const int LongestLine = 1 << 26;

    private readonly CheckedStream _stream = CheckedStream.Open(path, encoding);
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _filled;
    private bool _ended;

    /// <summary>The current line, valid until the next call of <see cref="Next"/>.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>The number of the current line, counted from 1.</summary>
    public int Row { get; private set; }

    /// <summary>The current line as a text.</summary>
    public string Text => Encoding.UTF8.GetString(Line.Span);

    public bool Next()
    {
        var searched = 0;
        while (true)
        {
            var end = _buffer.AsSpan(_start + searched, _filled - _start - searched).IndexOf((byte)'\n');
            if (end >= 0) return Take(searched + end, searched + end + 1);
            searched = _filled - _start;
            if (_ended) return searched > 0 && Take(searched, searched);
            MakeRoom();
            var read = _stream.Read(_buffer.AsSpan(_filled));
            _ended = read == 0;
            _filled += read;
        }
    }

    public void Dispose() => _stream.Dispose();

    private bool Take(int length, int step)
    {
        var line = _buffer.AsMemory(_start, length);
        Line = line.Span is [.., (byte)'\r'] ? line[..^1] : line;
        _start += step;
        Row++;
        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
            _filled -= _start;
            _start = 0;
        }

        if (_filled < _buffer.Length) return;
        if (_filled >= LongestLine) throw DataFileException.At(path, Row + 1, "a line of at most 64 MB", "a longer one", "split it");
        Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
