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
            Line([CsvCell.Defused(Apart("row", "row_of_", names)), .. header.Select(CsvCell.Defused)]);
        }
        _hasHeader = true;
        Line([Number(number), .. values.Select(CsvCell.Defused), .. Cells(answer)]);
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
            return answer.Top(most).SelectMany(entry => (string[])[CsvCell.Defused(entry.Key), Number(entry.Value)]);
        return task is not SeveralLabels ? [CsvCell.Defused(answer.Label ?? ""), Number(answer.Probability)]
            : [CsvCell.Defused(string.Join(Between, answer.Labels)),
                CsvCell.Defused(string.Join(Between, answer.Labels.Select(label => Number(answer.ByLabel[label]))))];
    }

    private void Line(IEnumerable<string> cells) => output.WriteExactly(string.Join(',', cells) + "\n");

    private static string Apart(string name, string prefix, IReadOnlyCollection<string> names)
    {
        while (names.Contains(name)) name = prefix + name;
        return name;
    }

    private static string Number<T>(T number) where T : IFormattable =>
        number.ToString(null, CultureInfo.InvariantCulture);
}
