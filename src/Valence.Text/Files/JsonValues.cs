using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Valence.Text;

/// <summary>The values of a JSON array, or those that stand one after the other, read while they are asked
/// for.</summary>
internal sealed class JsonValues : JsonRows
{
    private const string White = " \t\r\n";
    private const int FirstBytes = 1 << 16;
    private const int Mark = 3;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly int _maxBytes;
    private readonly bool _isArray;
    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _end;
    private int _length;
    private long _dropped;
    private int _row = 1;
    private int _line = 1;
    private bool _isAtEnd;
    private bool _isFirst = true;

    public JsonValues(TextFile file, TextFileOptions options, bool isArray)
    {
        (_path, _isArray, _maxBytes) = (file.Path, isArray, options.MaxRowBytes);
        _stream = TextSource.OpenUtf8(file, options.Encoding ?? TextSource.Marked(file));
    }

    /// <inheritdoc/>
    public override int Row => _row;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, _length);

    /// <inheritdoc/>
    public override bool Read()
    {
        Pass(_start + _length);
        _length = 0;
        if (_isFirst && Next() is 0xEF)
        {
            while (_end - _start < Mark && !_isAtEnd) Fill();
            Pass(Math.Min(_end, _start + Mark));
        }
        var next = Next();
        if (_isArray)
        {
            if (_isFirst)
            {
                Pass(_start + 1);
                next = Next();
            }
            else if (next == (byte)',')
            {
                Pass(_start + 1);
                next = Next();
            }
            else if (next != (byte)']')
            {
                throw Wrong(next is null ? "the array is not closed: the file looks cut short. Take a whole copy."
                    : $"expected ',' or ']' after an object of the array, found '{Shown(next)}'.");
            }
            if (next == (byte)']')
            {
                Pass(_start + 1);
                if (Next() is { } more) throw Wrong($"expected nothing after the array, found '{Shown(more)}'.");
                return false;
            }
        }
        _isFirst = false;
        if (next is null) return _isArray ? throw Wrong("the array is not closed: the file looks cut short. Take a "
            + "whole copy.") : false;
        if (!_isArray && next != (byte)'{')
            throw Wrong($"expected the next object or the end of the file, found '{Shown(next)}'. Write one object a "
                + "line without anything between, or put all of them in one array.");
        _row = _line;
        while (!TryMeasure()) Fill();
        if (!Utf8.IsValid(Bytes)) throw TextSource.InvalidUtf8(Bytes, _dropped + _start, _path, _row);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => _stream.Dispose();

    private static string Shown(byte? value) => ((char)value!).ToString();

    private DataFileException Wrong(string problem) => new(problem, _path, _line);

    /// <summary>The next byte that is no white space, at which the position then is; null at the end.</summary>
    private byte? Next()
    {
        while (true)
        {
            while (_start < _end)
            {
                if (!White.Contains((char)_buffer[_start])) return _buffer[_start];
                Pass(_start + 1);
            }
            if (_isAtEnd) return null;
            Fill();
        }
    }

    private void Pass(int to)
    {
        _line += _buffer.AsSpan(_start, to - _start).Count((byte)'\n');
        _start = to;
    }

    private bool TryMeasure()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isAtEnd, default);
        try
        {
            if (!reader.Read() || !reader.TrySkip()) return false;
            _length = (int)reader.BytesConsumed;
            return true;
        }
        catch (JsonException error)
        {
            var line = _row + (int)(error.LineNumber ?? 0);
            var rest = _buffer.AsSpan(_start, _end - _start);
            for (var i = 0; i < error.LineNumber; i++) rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
            var at = (int)Math.Min(rest.Length, error.BytePositionInLine ?? 0);
            if (Rune.DecodeFromUtf8(rest[at..], out _, out _) == OperationStatus.InvalidData)
                throw TextSource.InvalidUtf8(rest, _dropped + _end - rest.Length, _path, line);
            var found = _isAtEnd && at == rest.Length ? "the end of the file"
                : $"'{Encoding.UTF8.GetString(rest[at..Math.Min(rest.Length, at + 4)]).EnumerateRunes()
                    .FirstOrDefault()}'";
            var character = Encoding.UTF8.GetString(rest[..at]).EnumerateRunes().Count() + 1;
            throw new DataFileException(string.Create(CultureInfo.InvariantCulture,
                $"the object that begins at line {_row} is not valid JSON: at character {character} another sign was "
                    + $"expected than {found}. Correct it."), _path, line, error);
        }
    }

    private void Fill()
    {
        if (_isAtEnd) return;
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_dropped, _end, _start) = (_dropped + _start, _end - _start, 0);
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length > _maxBytes)
                throw new DataFileException(string.Create(CultureInfo.InvariantCulture,
                    $"the object that begins here is larger than {_maxBytes} bytes."), _path, _row,
                    advice: new(nameof(TextFileOptions.MaxRowBytes), When: "If it is meant to be"));
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        try
        {
            var count = TextSource.Guard(_path, () => _stream.Read(_buffer, _end, _buffer.Length - _end));
            _end += count;
            _isAtEnd = count == 0;
        }
        catch (DecoderFallbackException error)
        {
            throw new DataFileException("the file holds bytes that are not of its encoding.", _path, null, error,
                new(nameof(TextFileOptions.Encoding), When: "If it is in another one"));
        }
    }
}
