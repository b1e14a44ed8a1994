using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace Valence.Text;

/// <summary>The rows of a text file one after the other; whatever is wrong with one is told with its line.</summary>
internal sealed class RowReader : IDisposable
{
    /// <summary>Never stands in a line of text, so that the line stays whole.</summary>
    private const char NoDelimiter = '\u001F';

    private readonly string _path;
    private readonly Encoding? _encoding;
    private readonly bool _mustBeUtf8;
    private readonly char _delimiter;
    private readonly int? _maxColumns;
    private readonly int _maxBytes;
    private readonly bool _isQuoted;
    private readonly CsvReader _reader;
    private readonly Func<bool> _next;
    private string[] _cut = [];

    private RowReader(TextFile file, TextFileOptions options, char delimiter, bool isQuoted, bool skipEmptyLines)
    {
        _path = file.Path;
        _delimiter = delimiter;
        _isQuoted = isQuoted;
        (_maxColumns, _maxBytes) = (options.MaxColumns, options.MaxRowBytes);
        _encoding = options.Encoding ?? TextSource.Marked(file);
        _mustBeUtf8 = _encoding is null or UTF8Encoding;
        _reader = CsvReader.Create(TextSource.OpenUtf8(file, _encoding), new CsvReaderOptions
        {
            HasHeader = false,
            Separator = delimiter,
            DetectSeparatorHint = false,
            Mode = isQuoted ? CsvMode.Rfc4180 : CsvMode.NoEscape,
            Quote = isQuoted ? options.Quote ?? '"' : '"',
            SkipEmptyLines = skipEmptyLines,
            TrackLineNumbers = true,
            MaxRecordSize = options.MaxRowBytes,
            OnMalformedRecord = Refuse,
        }, leaveOpen: false);
        _next = _reader.Read;
    }

    /// <summary>The line at which the current row starts, the first being 1.</summary>
    public int Row => (int)_reader.LineNumber;

    /// <summary>The number of columns of the current row.</summary>
    public int Count => _maxColumns is null ? _reader.FieldCount : _cut.Length;

    /// <summary>The current row as it stands in the file.</summary>
    public string Line => Encoding.UTF8.GetString(_reader.RawRecord);

    /// <summary>The current row's bytes as UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes => _reader.RawRecord;

    /// <summary>Column <paramref name="index"/> of the current row.</summary>
    public string this[int index] => _maxColumns is null ? _reader.GetString(index) : _cut[index];

    /// <summary>Rows of columns; empty lines are skipped.</summary>
    public static RowReader OfColumns(TextFile file, TextFileOptions options, char delimiter) =>
        new(file, options, delimiter, options.Quote is not null, true);

    /// <summary>Whole lines, empty ones included.</summary>
    public static RowReader OfLines(TextFile file, TextFileOptions options) =>
        new(file, options with { MaxColumns = null }, NoDelimiter, false, false);

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
            throw new DataFileException($"the row is larger than {_maxBytes} bytes.", _path, error.LineNumber > 0
                ? error.LineNumber : null, error, _isQuoted
                    ? new(nameof(TextFileOptions.Quote), "null", "If the file quotes nothing")
                    : new(nameof(TextFileOptions.MaxRowBytes), When: "If it is meant to be"));
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
        if (_reader.LineNumber > int.MaxValue)
            throw new DataFileException($"expected at most {int.MaxValue} lines, found more. Cut the file.", _path);
        if (_reader.RawRecord.Contains((byte)0)) throw TextSource.Nul(_path, Row);
        if (_mustBeUtf8 && !Utf8.IsValid(_reader.RawRecord))
            throw TextSource.InvalidUtf8(_reader.RawRecord, _reader.ByteOffset, _path, Row);
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

    public void Dispose() => _reader.Dispose();

    /// <summary>The encoding, but telling of bytes that are not its own instead of replacing them.</summary>
    public static Encoding? Strict(Encoding? encoding)
    {
        if (encoding?.Clone() is not Encoding strict) return null;
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }

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
