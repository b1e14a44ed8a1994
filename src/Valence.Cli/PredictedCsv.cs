using System.Globalization;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary>Answers as rows of a CSV: the number of the text, what its file holds of it, and the answer.</summary>
/// <param name="output">Where they go.</param>
/// <param name="task">What is answered.</param>
/// <param name="top">How many of the most probable labels there are; null for the answer itself.</param>
internal sealed class PredictedCsv(PrintedWriter output, TextTask task, int? top)
{
    private const char Between = ';';

    private bool _hasHeader;

    /// <summary>Writes a row, and the header before the first.</summary>
    /// <param name="number">The number of the text, the first being 1.</param>
    /// <param name="row">The text, with the cells of its file where it has columns.</param>
    /// <param name="answer">The answer.</param>
    public void Write(int number, LabelledText row, Prediction answer)
    {
        var (names, values) = row.Cells ?? new(["text"], [row.Text]);
        if (!_hasHeader)
        {
            var header = new List<string>(names);
            foreach (var name in Answers()) header.Add(Apart(name, "predicted_", header));
            Line([Cell(Apart("row", "row_of_", names)), .. header.Select(Cell)]);
        }
        _hasHeader = true;
        Line([Number(number), .. values.Select(Cell), .. Cells(answer)]);
    }

    private string[] Answers() => task is OneNumber ? ["value"]
        : top is { } most ? [.. Enumerable.Range(1, Math.Min(most, task.Labels.Count)).SelectMany(place =>
            (string[])[$"label_{Number(place)}", $"probability_{Number(place)}"])]
        : task is SeveralLabels ? ["labels", "probabilities"] : ["label", "probability"];

    // Numbers of one's own begin no formula.
    private IEnumerable<string> Cells(Prediction answer)
    {
        if (!answer.IsReadable) return Answers().Select(_ => "");
        if (answer.Value is { } value) return [Number(value)];
        if (top is { } most)
            return answer.Top(most).SelectMany(entry => (string[])[Cell(entry.Key), Number(entry.Value)]);
        return task is not SeveralLabels ? [Cell(answer.Label!), Number(answer.Probability)]
            : [Cell(string.Join(Between, answer.Labels)), Cell(string.Join(Between, answer.Labels.Select(label =>
                Number(answer.ByLabel[label]))))];
    }

    private void Line(IEnumerable<string> cells) => output.WriteExactly(string.Join(',', cells) + "\n");

    private static string Apart(string name, string prefix, IReadOnlyCollection<string> names)
    {
        while (names.Contains(name)) name = prefix + name;
        return name;
    }

    private static string Number<T>(T number) where T : IFormattable =>
        number.ToString(null, CultureInfo.InvariantCulture);

    // What a spreadsheet would take for a formula is text behind an apostrophe, as OWASP advises.
    private static string Cell(string value)
    {
        if (value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..]) value = "'" + value;
        return value.AsSpan().IndexOfAny(",;\"\t\r\n") < 0 && value.AsSpan().Trim().Length == value.Length ? value
            : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
