using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Valence.Text;

/// <summary>The lines of a file of word vectors.</summary>
internal static class WordVectorFile
{
    public static WordVectors Read(TextFile file, IReadOnlySet<string>? words)
    {
        var path = file.Path;
        TextSource.Check(file, null);
        using var rows = RowReader.OfLines(file, new());
        file.Settle();
        var vectors = new Dictionary<string, int>(StringComparer.Ordinal);
        var values = new List<float>();
        long? announced = null;
        var lines = 0L;
        var dimension = 0;
        while (rows.Read())
        {
            var line = rows.Bytes.TrimEnd(" \t"u8);
            if (line.IsEmpty) continue;
            if (dimension == 0)
            {
                if (Header(line) is { } header)
                {
                    (announced, dimension) = header;
                    if (dimension < 1)
                        throw new DataFileException($"the first line announces vectors of {dimension} numbers; "
                            + "expected at least 1.", path, rows.Row);
                    continue;
                }
                dimension = line.Count((byte)' ') + line.Count((byte)'\t');
                if (dimension == 0)
                    throw new DataFileException("expected a word and its numbers, found one word.", path, rows.Row);
            }

            lines++;
            var split = StartOfNumbers(line, dimension);
            if (split < 0) throw WrongCount(rows, dimension, line, path);
            var word = Encoding.UTF8.GetString(line[..split]);
            if (words is null || words.Contains(word))
            {
                if (vectors.TryAdd(word, vectors.Count)) Parse(line[(split + 1)..], values, dimension, rows, path);
            }
        }
        if (lines == 0) throw new DataFileException("the file has no vectors.", path);
        if (announced is { } expected && expected != lines)
            throw new DataFileException($"the first line announces {expected} words, found {lines}. Download the "
                + "file again.", path);
        return new(dimension, vectors, [.. values]);
    }

    private static (long Count, int Dimension)? Header(ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        if (space < 0) return null;
        return Utf8Parser.TryParse(line[..space], out long count, out var read) && read == space
            && Utf8Parser.TryParse(line[(space + 1)..], out int dimension, out read) && read == line.Length - space - 1
            ? (count, dimension)
            : null;
    }

    /// <summary>The position of the separator before the last <paramref name="dimension"/> numbers (words may hold
    /// spaces); −1 if there are more or fewer numbers.</summary>
    private static int StartOfNumbers(ReadOnlySpan<byte> line, int dimension)
    {
        var end = line.Length;
        for (var i = 0; i < dimension; i++)
        {
            end = line[..end].LastIndexOfAny((byte)' ', (byte)'\t');
            if (end < 0) return -1;
        }
        var before = line[..end];
        var last = before[(before.LastIndexOfAny((byte)' ', (byte)'\t') + 1)..];
        return last.Length < before.Length
            && float.TryParse(last, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? -1 : end;
    }

    private static void Parse(ReadOnlySpan<byte> numbers, List<float> values, int dimension, RowReader rows,
        string path)
    {
        var start = values.Count;
        CollectionsMarshal.SetCount(values, start + dimension);
        var vector = CollectionsMarshal.AsSpan(values)[start..];
        for (var i = 0; i < dimension; i++)
        {
            var length = numbers.IndexOfAny((byte)' ', (byte)'\t');
            var number = length < 0 ? numbers : numbers[..length];
            if (!float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out vector[i])
                || !float.IsFinite(vector[i]))
                throw new DataFileException($"expected a finite number, found '{Encoding.UTF8.GetString(number)}'.",
                    path, rows.Row);
            numbers = length < 0 ? [] : numbers[(length + 1)..];
        }
    }

    private static DataFileException WrongCount(RowReader rows, int dimension, ReadOnlySpan<byte> line, string path) =>
        new($"expected {dimension} numbers behind the word, found {line.Count((byte)' ') + line.Count((byte)'\t')}.",
            path, rows.Row);
}
