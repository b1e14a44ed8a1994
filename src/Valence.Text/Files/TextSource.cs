using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Valence.Text;

/// <summary>Opens text files, unpacking those that begin as gzip does, whatever they are called.</summary>
internal static class TextSource
{
    private const int SniffedBytes = 8192;
    private const int MostBytesForNul = 100;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly SettingAdvice OtherEncoding =
        new(nameof(TextFileOptions.Encoding), When: "If it is text in another encoding");

    private static readonly SettingAdvice Windows1252 = new(nameof(TextFileOptions.Encoding),
        "CodePagesEncodingProvider.Instance.GetEncoding(1252)", "If it is in windows-1252, as it looks");

    /// <summary>Throws where the file is missing, empty or binary.</summary>
    /// <returns>What its bytes look like beside an encoding that was given, or null.</returns>
    public static FileDoubt? Check(TextFile file, Encoding? encoding)
    {
        using var stream = file.Open();
        var start = new byte[SniffedBytes];
        var length = Guard(file.Path, () => stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        if (length == 0) throw new DataFileException("the file is empty.", file.Path);
        CheckStart(start.AsSpan(0, length), file.Path, encoding);
        // Letters of two bytes and more are UTF-8 by no chance.
        return encoding is null or UTF8Encoding or UnicodeEncoding or UTF32Encoding || Ascii.IsValid(start)
            || !IsUtf8(start.AsSpan(0, length)) ? null
            : new($"The bytes look like UTF-8 and are read as {encoding.WebName}.",
                new(nameof(TextFileOptions.Encoding), "Encoding.UTF8", "If letters come out as several others"));
    }

    /// <summary>The encoding that a byte order mark at the beginning of a file names, or null.</summary>
    public static Encoding? Marked(TextFile file)
    {
        using var stream = file.Open();
        var start = new byte[4];
        // The first line may be shorter, and the next one be long in coming.
        var length = Guard(file.Path, () => stream.Read(start));
        if (length > 0 && start[0] is 0xEF or 0xFE or 0xFF or 0)
            length += Guard(file.Path, () => stream.ReadAtLeast(start.AsSpan(length), start.Length - length,
                throwOnEndOfStream: false));
        return TextSample.Marked(start.AsSpan(0, length));
    }

    /// <summary>The bytes of a file as UTF-8; those that are none of another encoding fail.</summary>
    public static Stream OpenUtf8(TextFile file, Encoding? encoding) => encoding is null or UTF8Encoding ? file.Open()
        : Encoding.CreateTranscodingStream(file.Open(), RowReader.Strict(encoding)!, new UTF8Encoding(false));

    /// <summary>The whole text of a regular file, which must be text and valid.</summary>
    public static string ReadText(string path, Encoding? encoding, int maxBytes)
    {
        using (var stream = TextFile.Regular(path).Open())
        {
            var start = new byte[SniffedBytes];
            var length = Guard(path, () => stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
            CheckStart(start.AsSpan(0, length), path, encoding);
        }
        return ReadAll(path, encoding, maxBytes);
    }

    /// <summary>The whole text of a regular file, which must be valid.</summary>
    public static string ReadAll(string path, Encoding? encoding, int maxBytes)
    {
        using var stream = TextFile.Regular(path).Open();
        var bytes = new ArrayBufferWriter<byte>(4096);
        while (Guard(path, () => stream.Read(bytes.GetSpan(4096))) is > 0 and var count)
        {
            bytes.Advance(count);
            if (bytes.WrittenCount > maxBytes)
                throw new DataFileException($"the text is larger than {maxBytes} bytes.", path,
                    advice: new(nameof(TextFileOptions.MaxRowBytes), When: "If it is meant to be"));
        }
        encoding ??= TextSample.Marked(bytes.WrittenSpan);
        var isUtf8 = encoding is null or UTF8Encoding;
        try
        {
            var text = (isUtf8 ? StrictUtf8 : RowReader.Strict(encoding)!).GetString(bytes.WrittenSpan);
            if (text.Contains('\0')) throw Nul(path, 1 + text.AsSpan(0, text.IndexOf('\0')).Count('\n'));
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException) when (isUtf8)
        {
            throw InvalidUtf8(bytes.WrittenSpan, 0, path, null);
        }
        catch (DecoderFallbackException error)
        {
            throw new DataFileException($"the file holds bytes that are not of the encoding {encoding!.WebName}.", path,
                null, error, new(nameof(TextFileOptions.Encoding), When: "If it is in another one"));
        }
    }

    /// <summary>The error of a zero byte.</summary>
    public static DataFileException Nul(string path, long line) => new("the line holds a NUL character (the zero "
        + "byte), which text does not. Remove it.", path, line);

    public static DataFileException InvalidUtf8(ReadOnlySpan<byte> bytes, long start, string path, long? row)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out var length) == OperationStatus.Done) offset += length;
        var problem = string.Create(CultureInfo.InvariantCulture,
            $"at byte {start + offset} of the file (value 0x{bytes[offset]:X2}) the text is not valid UTF-8. Save "
                + $"the file as UTF-8.");
        return new(problem, path, row, advice: LooksLikeWindows1252(bytes, offset) ? Windows1252 : OtherEncoding);
    }

    // In western European words single accented letters stand among those of ASCII.
    private static bool LooksLikeWindows1252(ReadOnlySpan<byte> bytes, int at) =>
        bytes[at] is >= 0x80 and not (0x81 or 0x8D or 0x8F or 0x90 or 0x9D)
        && (at == 0 || bytes[at - 1] < 0x80) && (at + 1 >= bytes.Length || bytes[at + 1] < 0x80)
        && (at > 0 && char.IsAsciiLetter((char)bytes[at - 1]) || at + 1 < bytes.Length
            && char.IsAsciiLetter((char)bytes[at + 1]));

    /// <summary>The line of the first zero byte where there are so few, and no other control characters, that the file
    /// is text all the same; else null.</summary>
    private static long? LineOfStrayNul(ReadOnlySpan<byte> start)
    {
        var count = start.Count((byte)0);
        if (count == 0 || count > Math.Max(1, start.Length / MostBytesForNul) || HasControls(start)) return null;
        return 1 + start[..start.IndexOf((byte)0)].Count((byte)'\n');
    }

    /// <summary>Runs <paramref name="read"/>, telling of its failures as those of the file.</summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFileException("there is no such file.", path, null, error);
        }
        catch (InvalidDataException error)
        {
            throw new DataFileException("the gzipped file is damaged; download or pack it again.", path, null, error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new DataFileException("expected a file that may be read, its permissions forbid it. Change them, "
                + "or give another file.", path, null, error);
        }
        catch (IOException error)
        {
            throw new DataFileException($"the file cannot be read: {error.Message}", path, null, error);
        }
    }

    private static void CheckStart(ReadOnlySpan<byte> start, string path, Encoding? encoding)
    {
        if (encoding is null && KnownKind(start) is { } kind)
            throw new DataFileException($"expected text, found a binary file: {kind}. Export it as CSV or text.", path);
        if (encoding is not (UnicodeEncoding or UTF32Encoding) && !HasWideByteOrderMark(start)
            && LineOfStrayNul(start) is { } line)
            throw Nul(path, line);
        if (encoding is not (UnicodeEncoding or UTF32Encoding) && !HasWideByteOrderMark(start)
            && start.Contains((byte)0))
            throw Utf16(start) is { } utf16
                ? new DataFileException("expected text in UTF-8, found zero bytes at every other place.", path,
                    advice: utf16)
                : new DataFileException("expected text, found a binary file (it holds zero bytes). Export it as CSV or "
                    + "text.", path, advice: OtherEncoding);
        if (encoding is UnicodeEncoding or UTF32Encoding && !start.Contains((byte)0) && IsUtf8(start))
            throw new DataFileException($"the encoding given is {encoding.WebName}, the bytes look like UTF-8.", path,
                advice: new(nameof(TextFileOptions.Encoding), "Encoding.UTF8"));
        if (encoding is not null && TextSample.Marked(start) is { } marked && marked.CodePage != encoding.CodePage)
            throw new DataFileException($"the file begins with the byte order mark of {marked.WebName}, the encoding "
                + $"given is {encoding.WebName}. Leave out the encoding.", path);
        if (encoding is null && !HasWideByteOrderMark(start) && HasControlsAndNoUtf8(start))
            throw new DataFileException("expected text, found a binary file (its bytes are neither UTF-8 nor "
                + "another common encoding). Export it as CSV or text.", path, advice: OtherEncoding);
    }

    /// <summary>The advice for text of UTF-16 without a byte order mark, as its zero bytes show; null where they do
    /// not.</summary>
    private static SettingAdvice? Utf16(ReadOnlySpan<byte> start)
    {
        int even = 0, odd = 0;
        for (var i = 0; i < start.Length; i++)
            if (start[i] == 0) (even, odd) = i % 2 == 0 ? (even + 1, odd) : (even, odd + 1);
        if (Math.Max(even, odd) <= start.Length / 4 || Math.Min(even, odd) > start.Length / 100) return null;
        return new(nameof(TextFileOptions.Encoding), odd > even ? "Encoding.Unicode" : "Encoding.BigEndianUnicode",
            "If it is in UTF-16, as it looks");
    }

    private static string? KnownKind(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive, such as a spreadsheet or a model",
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => "an HDF5 file",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..] => "a picture",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => "a PDF document",
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => "a NumPy array",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file",
        _ => null,
    };

    // Texts in an older encoding are no UTF-8 either, but hold no control characters.
    private static bool HasControlsAndNoUtf8(ReadOnlySpan<byte> start) => HasControls(start) && !IsUtf8(start);

    /// <summary>Whether bytes are UTF-8, but for a last character that may be cut.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> start)
    {
        while (!start.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(start, out _, out var length);
            if (status != OperationStatus.Done) return status != OperationStatus.InvalidData;
            start = start[length..];
        }
        return true;
    }

    private static bool HasControls(ReadOnlySpan<byte> start) =>
        start.ContainsAnyInRange((byte)1, (byte)8) || start.ContainsAnyInRange((byte)14, (byte)26)
            || start.ContainsAnyInRange((byte)28, (byte)31);

    private static bool HasWideByteOrderMark(ReadOnlySpan<byte> start) =>
        start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..];
}
