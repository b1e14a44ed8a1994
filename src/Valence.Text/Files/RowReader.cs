using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace Valence.Text;

/// <summary>The rows of a text file one after the other; whatever is wrong with one is told with its line.</summary>
internal sealed class RowReader : IDisposable
{
    // A search among more would cost what a new text costs.
    private const int MostKnown = 16, LongestKnown = 64;

    private readonly List<(byte[] Bytes, string Text)> _known = [];
    private readonly string _path;
    private readonly Encoding? _encoding;
    private readonly bool _mustBeUtf8;
    private readonly char _delimiter;
    private readonly int? _maxColumns;
    private readonly int _maxBytes;
    private readonly bool _isQuoted;
    // Rows of columns, or lines.
    private readonly CsvReader? _reader;
    private readonly LineReader? _lines;
    private readonly CheckedBytes _bytes;
    private readonly Func<bool> _next;
    private string[] _cut = [];

    private RowReader(TextFile file, TextFileOptions options, char? delimiter)
    {
        _path = file.Path;
        _delimiter = delimiter ?? default;
        _isQuoted = delimiter is not null && options.Quote is not null;
        _maxColumns = delimiter is null ? null : options.MaxColumns;
        _maxBytes = options.MaxRowBytes;
        _encoding = options.Encoding ?? TextSource.Marked(file);
        _mustBeUtf8 = _encoding is null or UTF8Encoding;
        var bytes = _bytes = new(TextSource.OpenUtf8(file, _encoding));
        if (delimiter is not { } between)
        {
            _lines = new(bytes, _maxBytes, line => TooLarge(line));
            _next = _lines.Read;
            return;
        }
        _reader = CsvReader.Create(bytes, new CsvReaderOptions
        {
            HasHeader = false,
            Separator = between,
            DetectSeparatorHint = false,
            Mode = _isQuoted ? CsvMode.Rfc4180 : CsvMode.NoEscape,
            Quote = _isQuoted ? options.Quote ?? '"' : '"',
            SkipEmptyLines = true,
            TrackLineNumbers = true,
            MaxRecordSize = options.MaxRowBytes,
            OnMalformedRecord = Refuse,
        }, leaveOpen: false);
        _next = _reader.Read;
    }

    /// <summary>The line at which the current row starts, the first being 1.</summary>
    public int Row => (int)LineNumber;

    /// <summary>The number of columns of the current row.</summary>
    public int Count => _maxColumns is null ? _reader?.FieldCount ?? 1 : _cut.Length;

    /// <summary>The current row as it stands in the file.</summary>
    public string Line => Encoding.UTF8.GetString(Bytes);

    /// <summary>The current row's bytes as UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes => _reader is null ? _lines!.Bytes : _reader.RawRecord;

    private long LineNumber => _reader?.LineNumber ?? _lines!.Number;

    /// <summary>Column <paramref name="index"/> of the current row.</summary>
    public string this[int index] => _maxColumns is not null ? _cut[index] : _reader?.GetString(index) ?? Line;

    /// <summary>Such a column without the white space around it, of which many rows have the same: a text for all of
    /// them.</summary>
    public string Trimmed(int index)
    {
        if (_maxColumns is not null || _reader is null) return this[index].Trim();
        var bytes = _reader.GetSpan(index);
        foreach (var (known, text) in _known)
            if (bytes.SequenceEqual(known)) return text;
        var trimmed = _reader.GetString(index).Trim();
        if (_known.Count < MostKnown && bytes.Length <= LongestKnown) _known.Add((bytes.ToArray(), trimmed));
        return trimmed;
    }

    /// <summary>Rows of columns; empty lines are skipped.</summary>
    public static RowReader OfColumns(TextFile file, TextFileOptions options, char delimiter) =>
        new(file, options, delimiter);

    /// <summary>Whole lines, empty ones included, each as soon as it has come.</summary>
    public static RowReader OfLines(TextFile file, TextFileOptions options) => new(file, options, null);

    /// <summary>Moves to the next row; false at the end.</summary>
    /// <exception cref="DataFileException">The row cannot be read.</exception>
    public bool Read()
    {
        try
        {
            if (!TextSource.Guard(_path, _next)) return false;
        }
        catch (CsvFormatException error) when (error.Message.Contains(nameof(CsvReaderOptions.MaxRecordSize),
            StringComparison.Ordinal))
        {
            throw TooLarge(error.LineNumber, error);
        }
        catch (CsvFormatException error)
        {
            // Of what a quote opens and does not close, all the rest of the file is a part.
            throw new DataFileException($"the row cannot be read: {error.Message}", _path, error.LineNumber > 0
                ? error.LineNumber : null, error, _isQuoted
                    ? new(nameof(TextFileOptions.Quote), "null", "If the file quotes nothing") : null);
        }
        catch (DecoderFallbackException error)
        {
            throw new DataFileException($"the file holds bytes that are not of the encoding {_encoding?.WebName}.",
                _path, null, error,
                new(nameof(TextFileOptions.Encoding), When: "If it is in another one"));
        }
        if (LineNumber > int.MaxValue)
            throw new DataFileException($"expected at most {int.MaxValue} lines, found more. Cut the file.", _path);
        if (!_bytes.AreText) RequireText(Bytes);
        if (_maxColumns is { } columns) _cut = Line.Split(_delimiter, columns);
        return true;
    }

    /// <summary>Moves to the first row below lines that are none.</summary>
    public bool ReadBelow(int lines)
    {
        while (Read())
            if (Row > lines) return true;
        return false;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _lines?.Dispose();
    }

    /// <summary>The encoding, but telling of bytes that are not its own instead of replacing them.</summary>
    public static Encoding? Strict(Encoding? encoding)
    {
        if (encoding?.Clone() is not Encoding strict) return null;
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }

    private void RequireText(ReadOnlySpan<byte> row)
    {
        if (row.Contains((byte)0)) throw TextSource.Nul(_path, Row);
        if (_mustBeUtf8 && !Utf8.IsValid(row))
            throw TextSource.InvalidUtf8(row, _reader?.ByteOffset ?? _lines!.Offset, _path, Row);
    }

    private DataFileException TooLarge(long line, Exception? error = null) =>
        new($"the row is larger than {_maxBytes} bytes.", _path, line > 0 ? line : null, error, _isQuoted
            ? new(nameof(TextFileOptions.Quote), "null", "If the file quotes nothing")
            : new(nameof(TextFileOptions.MaxRowBytes), When: "If it is meant to be"));

    private void Refuse(CsvMalformedRecord record)
    {
        var problem = record.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a quote opens a column here and is never closed",
            CsvMalformedReason.TextAfterClosingQuote => "the quotes are unbalanced: text follows a closing quote",
            _ => null,
        };
        if (problem is not null)
            throw new DataFileException($"{problem}. Double the quotes inside quoted columns.", _path,
                record.LineNumber,
                advice: new(nameof(TextFileOptions.Quote), "null", "If the file quotes nothing"));
    }
}
