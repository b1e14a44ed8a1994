using System.Globalization;

namespace Valence.Text;

/// <summary>Which columns of a file hold the text and the label.</summary>
/// <param name="Text">Index of the column with the text.</param>
/// <param name="Label">Index of the column with the label, or -1.</param>
internal readonly record struct TextColumns(int Text, int Label)
{
    private const int None = -1;

    private static readonly string[] TextNames =
    [
        "review", "text", "sentence", "comment", "content", "tweet", "message", "body", "document", "post", "phrase", "utterance",
        "review_text", "reviewtext", "comment_text", "tweet_text",
    ];

    private static readonly string[] LabelNames =
        ["sentiment", "label", "class", "target", "category", "polarity", "emotion", "topic", "intent", "label_name", "class_name"];

    private static readonly string[] RowNames = ["", "id", "index"];

    /// <summary>The columns that the options name, or else the only ones that can be meant.</summary>
    /// <exception cref="DataFileException">A column is missing, or several can be meant.</exception>
    public static TextColumns Choose(string path, IReadOnlyList<string> names, TextFileOptions options)
    {
        var text = options.TextColumn is { } textName ? Named(path, names, textName) : None;
        var label = options.LabelColumn is { } labelName ? Named(path, names, labelName) : None;
        if (text == None) text = Usual(path, names, TextNames, "text", nameof(TextFileOptions.TextColumn), except: label);
        if (label == None) label = Usual(path, names, LabelNames, "label", nameof(TextFileOptions.LabelColumn), except: text);
        if (text == None) text = OnlyOther(names, label, options.HasHeader);
        if (label == None && names.Count == 2 && text != None && !IsOneOf(RowNames, names[1 - text])) label = 1 - text;
        if (text == None)
            throw DataFileException.At(path, 1, "a column with the text", Listed(names), $"name it in {nameof(TextFileOptions.TextColumn)}, or say in the options that the file has no header or another delimiter");
        if (label == None && options.RequireLabels)
            throw DataFileException.At(path, 1, "a column with the label", Listed(names), $"name it in {nameof(TextFileOptions.LabelColumn)}");
        if (text == label)
            throw DataFileException.At(path, 1, "two columns for the text and the label", $"the column '{names[text]}' for both", "name two columns");
        return new TextColumns(text, label);
    }

    /// <summary>The names of columns without a header.</summary>
    public static string[] Numbers(int count)
    {
        var names = new string[count];
        for (var i = 0; i < count; i++) names[i] = i.ToString(CultureInfo.InvariantCulture);
        return names;
    }

    /// <summary>The columns in words, each name cut to a readable length.</summary>
    public static string Listed(IReadOnlyList<string> names)
    {
        const int most = 30;
        var shown = names.Take(most).Select(name => $"'{(name.Length > 40 ? string.Concat(name.AsSpan(0, 40), "…") : name)}'");
        return $"the {(names.Count == 1 ? "column" : "columns")} {string.Join(", ", shown)}{(names.Count > most ? " and more" : "")}";
    }

    private static int Named(string path, IReadOnlyList<string> names, string wanted)
    {
        var exact = Matches(names, name => name == wanted);
        var found = exact.Count > 0 ? exact : Matches(names, name => IsOneOf([wanted.Trim()], name));
        return found.Count switch
        {
            1 => found[0],
            0 => throw DataFileException.At(path, 1, $"a column '{wanted}'", Listed(names), "name one of these, or check the header and the delimiter"),
            _ => throw DataFileException.At(path, 1, $"one column '{wanted}'", Listed(names), "give the columns different names"),
        };
    }

    private static int Usual(string path, IReadOnlyList<string> names, string[] usual, string role, string option, int except)
    {
        var found = Matches(names, name => IsOneOf(usual, name));
        found.Remove(except);
        return found.Count switch
        {
            0 => None,
            1 => found[0],
            _ => throw DataFileException.At(path, 1, $"one column that can be the {role}", Listed(names), $"name it in {option}"),
        };
    }

    private static int OnlyOther(IReadOnlyList<string> names, int label, bool hasHeader) => (names.Count, label) switch
    {
        (2, not None) => 1 - label,
        (1, None) when !hasHeader => 0,
        _ => None,
    };

    private static List<int> Matches(IReadOnlyList<string> names, Func<string, bool> accept)
    {
        var found = new List<int>();
        for (var i = 0; i < names.Count; i++)
            if (accept(names[i])) found.Add(i);
        return found;
    }

    private static bool IsOneOf(string[] candidates, string name) => candidates.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase);
}
