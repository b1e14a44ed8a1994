using System.Buffers;

namespace Valence.Text;

/// <summary>The lines of UTF-8 bytes, each as soon as its end has come. A line ends with LF, CR or both; a byte order
/// mark before the first is no part of it.</summary>
/// <param name="source">The bytes.</param>
/// <param name="mostBytes">Bytes of a line at most.</param>
/// <param name="tooLong">Makes the error of a line, given its number, that is longer.</param>
internal sealed class LineReader(Stream source, int mostBytes, Func<long, Exception> tooLong) : IDisposable
{
    private const byte Lf = (byte)'\n', Cr = (byte)'\r';
    private const int BufferBytes = 1 << 16;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _at, _length, _skipped;
    private long _passed;
    private bool _mayFollow;

    /// <summary>The number of the line, the first being 1.</summary>
    public long Number { get; private set; }

    /// <summary>The position of its first byte.</summary>
    public long Offset { get; private set; }

    /// <summary>Its bytes, without what ends it.</summary>
    public ReadOnlySpan<byte> Bytes => _line.WrittenSpan[_skipped..];

    /// <summary>Moves to the next line; false at the end.</summary>
    public bool Read()
    {
        _line.ResetWrittenCount();
        var isAny = false;
        while (_at < _length || Fill())
        {
            // The LF of a CR LF whose CR ended the line before, which was not waited for.
            if (!isAny && _mayFollow && _buffer[_at] == Lf)
            {
                _mayFollow = false;
                _at++;
                continue;
            }
            if (!isAny) Begin();
            isAny = true;
            var rest = _buffer.AsSpan(_at.._length);
            var end = rest.IndexOfAny(Lf, Cr);
            _line.Write(end < 0 ? rest : rest[..end]);
            if (_line.WrittenCount > mostBytes) throw tooLong(Number);
            _at = end < 0 ? _length : _at + end + 1;
            if (end < 0) continue;
            _mayFollow = rest[end] == Cr;
            return Without();
        }
        return isAny && Without();
    }

    public void Dispose() => source.Dispose();

    private bool Fill()
    {
        _passed += _length;
        (_at, _length) = (0, source.Read(_buffer));
        return _length > 0;
    }

    private void Begin()
    {
        _mayFollow = false;
        Number++;
        Offset = _passed + _at;
    }

    private bool Without()
    {
        _skipped = Number == 1 && _line.WrittenSpan is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        Offset += _skipped;
        return true;
    }
}
