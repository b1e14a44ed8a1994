using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Valence.Classification;

namespace Valence.Hosting;

/// <summary>Whether whoever reads the answers of one classifier understands those of another.</summary>
internal static class SameAnswers
{
    private const int LabelsShown = 5;

    /// <summary>Why the classifier of a new file does not answer as the one at work; null where the task and the set
    /// of labels are the same.</summary>
    public static string? Objection(TextClassifier current, TextClassifier next)
    {
        if (current.Task.ClassName != next.Task.ClassName)
            return Differs($"{Told(current)} as of the classifier at work", Told(next));
        var (expected, found) = (current.Labels.Names, next.Labels.Names);
        string[] missing = [.. expected.Except(found, StringComparer.Ordinal)];
        string[] added = [.. found.Except(expected, StringComparer.Ordinal)];
        if (missing.Length + added.Length == 0) return null;
        string[] differences = [.. new[] { ("without ", missing), ("with the new ", added) }
            .Where(some => some.Item2.Length > 0).Select(some => some.Item1 + Listed(some.Item2))];
        return Differs($"the labels of the classifier at work, {Listed(expected)}",
            $"labels {string.Join(" and ", differences)}");
    }

    private static string Differs(string expected, string found) => $"expected {expected}, the file holds {found}. "
        + "Move the right file there; or restart the service, where this is the one, or set "
        + $"{nameof(TextClassifierOptions)}.{nameof(TextClassifierOptions.Accept)}.";

    private static string Told(TextClassifier classifier) => classifier.Labels.Count == 0
        ? classifier.Task.Description : $"{classifier.Task.Description} ({Listed(classifier.Labels.Names)})";

    // On one line, whatever a label holds.
    private static string Listed(IReadOnlyList<string> labels) => string.Join(", ", labels.Take(LabelsShown)
        .Select(label => $"'{JsonEncodedText.Encode(label, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}'"))
        + (labels.Count <= LabelsShown ? ""
            : string.Create(CultureInfo.InvariantCulture, $" and {labels.Count - LabelsShown} more"));
}
