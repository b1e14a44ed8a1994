using System.Globalization;
using Valence.Classification;
using Valence.Saving;
using Valence.Text;

namespace Valence.Cli;

/// <summary>What a file holds, for people.</summary>
internal static class InspectionText
{
    private const int LongestFact = 1000;

    private static readonly string[] Headings = ["array", "type", "shape", "min", "max", "mean", "std", "not finite"];

    /// <summary>Writes one part after the other, each followed by an empty line.</summary>
    public static void Write(string path, ModelInspection file, TextWriter output)
    {
        Line(string.Create(CultureInfo.InvariantCulture, $"{path}: {file.Format}, {file.Bytes:N0} bytes"));
        foreach (var (name, value) in file.Facts) Line($"{name}: {Shortened(value)}");
        if (file.Members.Count > 0)
        {
            var members = file.Members.Select(member =>
                string.Create(CultureInfo.InvariantCulture, $"{member.Name} ({member.Length:N0} bytes)"));
            Line($"Members: {string.Join("; ", members)}");
        }
        if (file.Training is { } training) Line($"Training: {Words(training)}");
        var state = file.Arrays.Where(array => array.IsOptimizerState).ToList();
        if (state.Count > 0)
            Line(string.Create(CultureInfo.InvariantCulture, $"Optimizer state: {state.Count} arrays with "
                + $"{Elements(state):N0} elements"));
        output.WriteLine();
        if (file.Opened is { } opened) output.WriteLine(opened.Model.Summary());
        else if (file.DescribedLayers.Count > 0)
        {
            Line($"Layers that the file describes: {string.Join(", ", file.DescribedLayers)}");
            output.WriteLine();
        }
        var weights = file.Arrays.Where(array => !array.IsOptimizerState).ToList();
        if (weights.Count > 0)
        {
            Table([Headings, .. weights.Select(Row)]);
            Line(string.Create(CultureInfo.InvariantCulture, $"{weights.Count} arrays with {Elements(weights):N0} "
                + $"elements"));
        }
        foreach (var note in file.Opened?.Notes ?? []) Line($"Note: {note}");
        foreach (var unused in file.Opened?.Ignored ?? []) Line($"Not used: {unused}");
        foreach (var refusal in file.Refusals) Line($"Refused ({refusal.Rule}): {refusal.Reason}");

        void Line(string text) => output.WriteLine(Printable.Line(text));

        void Table(IReadOnlyList<string[]> rows)
        {
            var widths = Headings.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
            foreach (var row in rows)
                Line(
                    string.Join("  ",
                        row.Select((cell, column) => column < 3 ? cell.PadRight(widths[column])
                            : cell.PadLeft(widths[column]))));
        }
    }

    private static string Shortened(string value) => value.Length <= LongestFact ? value
        : value[..(char.IsHighSurrogate(value[LongestFact - 1]) ? LongestFact - 1 : LongestFact)]
            + "… (--json has all)";

    private static string Words(TrainingDescription training)
    {
        var settings = training.Settings.Count == 0 ? ""
            : $" ({string.Join(", ", training.Settings.Select(setting => $"{setting.Key} {setting.Value}"))})";
        return $"optimizer {training.Optimizer}{settings}; loss {training.Loss}; metrics {training.Metrics}";
    }

    private static string[] Row(ArrayDescription array)
    {
        string[] names = [Printable.Line(array.Name), array.Type, $"[{string.Join(", ", array.Shape)}]"];
        return array.Statistics is { } figures
            ? [.. names, Number(figures.Min), Number(figures.Max), Number(figures.Mean),
                Number(figures.StandardDeviation), figures.NonFinite.ToString(CultureInfo.InvariantCulture)]
            : [.. names, "", "", "", "", ""];
    }

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private static Int128 Elements(IEnumerable<ArrayDescription> arrays)
    {
        Int128 sum = 0;
        foreach (var array in arrays)
        {
            Int128 count = 1;
            foreach (var length in array.Shape) count = Int128.Min(count * length, long.MaxValue);
            sum += count;
        }
        return sum;
    }
}
