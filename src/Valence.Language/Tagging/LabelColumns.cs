using Valence.Text;
using static System.FormattableString;

namespace Valence.Language;

/// <summary>Sentences of a word a line, with its label in another column.</summary>
internal static class LabelColumns
{
    private const string DocumentStart = "-DOCSTART-";
    private const string CommentStart = "# ";
    private const int FewestLines = 5, FewestWords = 20, MoreWords = 4;
    private const double LeastShare = 0.9;

    public static IReadOnlyList<TaggedText> Read(TextFile file, TextFileOptions reading, TaggedTextOptions options)
    {
        var sentences = Sentences(file, reading, options);
        var scheme = options.Scheme ?? Guessed(sentences, file.Path);
        if (scheme == LabelScheme.Words && Swapped(sentences) is { } doubt) options.Doubted?.Invoke(doubt);
        return [.. sentences.Select(sentence =>
        {
            if (scheme.Mistake(sentence.Labels) is { } mistake)
                throw Wrong(mistake, sentence, file.Path, isGuessed: options.Scheme is null);
            var text = TaggedText.OfWords(sentence.Words, sentence.Labels, scheme);
            return text.At(sentence.Rows[0]);
        })];
    }

    /// <summary>Whether almost every line has a word and, last, a label with a prefix or that of no span.</summary>
    public static bool AreIn(TextSample sample)
    {
        string[] last = [.. sample.FilledLines.Where(line => !IsDocumentStart(line))
            .Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Select(cells => cells.Length > 1 ? cells[^1] : "")];
        return last.Length >= FewestLines && sample.FilledLines.Count < sample.Lines.Count
            && last.Contains("O") && last.Any(label => label != "O" && LabelScheme.HasPrefix(label))
            && last.Count(label => label == "O" || LabelScheme.HasPrefix(label)) >= LeastShare * last.Length;
    }

    private static List<Sentence> Sentences(TextFile file, TextFileOptions reading, TaggedTextOptions options)
    {
        var lines = Lines(file, reading);
        var filled = lines.Where(line => !string.IsNullOrWhiteSpace(line)).ToArray();
        var hasTabs = filled.Length > 0 && 2 * filled.Count(line => line.Contains('\t')) >= filled.Length;
        var sentences = new List<Sentence>();
        var current = new Sentence();
        var (columns, firstRow) = (0, 0);
        for (var row = 1; row <= lines.Count; row++)
        {
            var line = lines[row - 1];
            if (string.IsNullOrWhiteSpace(line) || IsDocumentStart(line))
            {
                End();
                continue;
            }
            if (hasTabs && current.Words.Count == 0 && line.StartsWith(CommentStart, StringComparison.Ordinal)
                && !line.Contains('\t')) continue;
            string[] cells = hasTabs ? [.. line.Split('\t').Select(cell => cell.Trim())]
                : line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (columns == 0) (columns, firstRow) = (cells.Length, row);
            if (cells.Length != columns)
                throw Problem(Invariant($"expected {columns} columns with {(hasTabs ? "tabs" : "blanks")} between as ")
                    + Invariant($"in line {firstRow}, found {cells.Length}. Write the word and its label on each ")
                    + "line.", row);
            var label = options.LabelColumn ?? columns - 1;
            if (options.WordColumn >= columns || label >= columns || options.WordColumn == label)
                throw Problem(Invariant($"expected a word in column {options.WordColumn + 1} and its label in ")
                    + (options.LabelColumn is null ? "the last one" : Invariant($"column {label + 1}"))
                    + Invariant($", found {columns} {(columns == 1 ? "column" : "columns")}."), row);
            if (cells[options.WordColumn].Length == 0) throw Problem("expected a word, found an empty column.", row);
            if (cells[label].Length == 0)
                throw Problem($"the word '{ColumnChoice.Shortened(cells[options.WordColumn])}' has no label. Write O "
                    + "where it is of no span.", row);
            current.Words.Add(cells[options.WordColumn]);
            current.Labels.Add(cells[label]);
            current.Rows.Add(row);
        }
        End();
        return sentences;

        void End()
        {
            if (current.Words.Count == 0) return;
            sentences.Add(current);
            current = new();
        }

        DataFileException Problem(string problem, int row) => new(problem, file.Path, row);
    }

    /// <summary>What is said of words that look like labels beside labels that look like words; null where they do
    /// not.</summary>
    private static FileDoubt? Swapped(List<Sentence> sentences)
    {
        var words = sentences.SelectMany(sentence => sentence.Words).ToHashSet(StringComparer.Ordinal);
        var labels = sentences.SelectMany(sentence => sentence.Labels).ToHashSet(StringComparer.Ordinal);
        return words.All(word => word == "O" || LabelScheme.HasPrefix(word)) && words.Any(LabelScheme.HasPrefix)
            || labels.Count >= FewestWords && labels.Count >= MoreWords * words.Count
            ? new(Invariant($"The columns look swapped: there are {words.Count} different words, such as '")
                + $"{ColumnChoice.Shortened(sentences[0].Words[0])}', and {labels.Count} different labels, such as '"
                + $"{ColumnChoice.Shortened(sentences[0].Labels[0])}'. If they are, say which column holds the words "
                + "and which the labels.") : null;
    }

    private static List<string> Lines(TextFile file, TextFileOptions reading)
    {
        using var rows = RowReader.OfLines(file, reading);
        file.Settle();
        var lines = new List<string>();
        while (rows.Read()) lines.Add(rows.Line);
        return lines;
    }

    private static bool IsDocumentStart(string line) => line.StartsWith(DocumentStart, StringComparison.Ordinal)
        && (line.Length == DocumentStart.Length || char.IsWhiteSpace(line[DocumentStart.Length]));

    /// <summary>The first scheme that all sentences follow; where none does, the first that has these
    /// labels.</summary>
    private static LabelScheme Guessed(List<Sentence> sentences, string path)
    {
        string[] labels = [.. sentences.SelectMany(sentence => sentence.Labels).Distinct()];
        if (labels.Any(label => label != "O") && labels.All(label => label == "O" || !LabelScheme.HasPrefix(label)))
            return LabelScheme.Words;
        LabelScheme[] known = [.. LabelScheme.All.Where(scheme => scheme != LabelScheme.Words
            && labels.All(scheme.Knows))];
        if (known.Length == 0)
        {
            var odd = labels.FirstOrDefault(label => !LabelScheme.HasPrefix(label));
            var all = LabelScheme.All.Where(scheme => scheme != LabelScheme.Words);
            var nearest = all.MaxBy(scheme => labels.Count(scheme.Knows)) ?? LabelScheme.Bio;
            odd ??= labels.First(label => !nearest.Knows(label));
            var sentence = sentences.First(one => one.Labels.Contains(odd));
            throw new DataFileException($"expected labels of one scheme, such as B-name, I-name and O, found '{odd}' "
                + "among them.", path, sentence.Rows[sentence.Labels.IndexOf(odd)], advice: TaggedTextOptions.Advice(
                    nameof(TaggedTextOptions.Scheme), $"{nameof(LabelScheme)}.{nameof(LabelScheme.Words)}",
                    "If they are labels of single words"));
        }
        return known.FirstOrDefault(scheme => sentences.All(sentence => scheme.Mistake(sentence.Labels) is null))
            ?? known[0];
    }

    private static DataFileException Wrong(LabelMistake mistake, Sentence sentence, string path, bool isGuessed) =>
        new(mistake.Reason, path, sentence.Rows[mistake.Position], advice: isGuessed
            ? TaggedTextOptions.Advice(nameof(TaggedTextOptions.Scheme), when: "If the labels follow another scheme")
            : null);

    private sealed class Sentence
    {
        public List<string> Words { get; } = [];
        public List<string> Labels { get; } = [];
        public List<int> Rows { get; } = [];
    }
}
