using System.Globalization;
using System.Text;

namespace Valence.Text;

/// <summary>The lines of a file of word vectors: a word and as many numbers as the dimension, separated by spaces.</summary>
internal sealed class VectorLines(string path)
{
    private int _dimension;

    /// <summary>Hands over the vectors of the words that <paramref name="wants"/> accepts and returns their dimension.</summary>
    public int Read(Func<string, bool> wants, Action<string, float[]> take)
    {
        if (!File.Exists(path)) throw DataFileException.At(path, null, "a file of word vectors", "no such file", "check the path");
        long? declared = null;
        long count = 0;
        using var lines = new LineReader(path, encoding: null);
        while (lines.Next())
        {
            var line = lines.Line.Span.TrimEnd(" \t"u8);
            if (line.IsEmpty) continue;
            if (lines.Row == 1 && Header(line) is { } header)
            {
                (declared, _dimension) = header;
                continue;
            }

            if (_dimension == 0) _dimension = line.Count((byte)' ');
            if (_dimension == 0) throw Dimension(lines.Row, "a word and its numbers", 0);
            count++;
            var end = WordEnd(line, lines.Row);
            var word = Encoding.UTF8.GetString(line[..end]);
            if (wants(word)) take(word, Numbers(line[(end + 1)..], lines.Row));
        }

        if (count == 0) throw DataFileException.At(path, null, "word vectors", declared is null ? "an empty file" : "a header only", "give a file with vectors");
        if (declared is not null && declared != count)
            throw DataFileException.At(path, 1, Counted($"{declared} vectors as the first line says"), Counted($"{count}"), "fetch the file again or correct the line");
        return _dimension;
    }

    private static (long Count, int Dimension)? Header(ReadOnlySpan<byte> line)
    {
        var gap = line.IndexOf((byte)' ');
        return gap > 0
            && long.TryParse(line[..gap], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && int.TryParse(line[(gap + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var dimension)
            && dimension > 0 ? (count, dimension) : null;
    }

    /// <summary>The numbers stand at the end, since some words of GloVe contain spaces.</summary>
    private int WordEnd(ReadOnlySpan<byte> line, int row)
    {
        var end = line.Length;
        for (var i = 0; i < _dimension; i++)
        {
            end = line[..end].LastIndexOf((byte)' ');
            if (end < 0) throw Dimension(row, Counted($"a word and {_dimension} numbers"), line.Count((byte)' '));
        }

        var inner = line[..end].LastIndexOf((byte)' ');
        if (inner >= 0 && Parse(line[(inner + 1)..end]) is not null)
            throw Dimension(row, Counted($"a word and {_dimension} numbers"), line.Count((byte)' '));
        return end;
    }

    private float[] Numbers(ReadOnlySpan<byte> text, int row)
    {
        var vector = new float[_dimension];
        for (var i = 0; i < vector.Length; i++)
        {
            var end = text.IndexOf((byte)' ');
            var field = end < 0 ? text : text[..end];
            var number = Parse(field) ?? throw DataFileException.At(path, row, "numbers after the word", $"'{Encoding.UTF8.GetString(field[..Math.Min(field.Length, 40)])}'", "correct the line");
            if (!float.IsFinite(number)) throw DataFileException.At(path, row, "finite numbers", Encoding.UTF8.GetString(field[..Math.Min(field.Length, 40)]), "correct or remove the line");
            vector[i] = number;
            text = text[(end + 1)..];
        }

        return vector;
    }

    private static float? Parse(ReadOnlySpan<byte> field) => float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private DataFileException Dimension(int row, string expected, int found) =>
        DataFileException.At(path, row, expected, Counted($"{found} numbers"), "correct the line, or check that the file is in the GloVe or fastText text form");

    private static string Counted(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
