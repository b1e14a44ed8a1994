using System.Globalization;

namespace Valence.Classification;

/// <summary>All trials of a search as lines of text.</summary>
internal static class SearchTable
{
    /// <summary>A heading and a line a trial, in their order.</summary>
    /// <param name="trials">What is told of each, and how long it took.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<(TriedRecipe Tried, double Seconds)> trials)
    {
        if (trials.Count == 0) yield break;
        var measure = trials.Select(one => one.Tried.Measure).FirstOrDefault(name => name is not null) ?? "right";
        string[][] rows = [["recipe", "settings", measure, "loss", "epochs", "seconds", "verdict"],
            .. trials.Select(one => (string[])
            [
                one.Tried.Recipe, one.Tried.Choices.Length == 0 ? "-" : one.Tried.Choices, Figure(one.Tried),
                double.IsNaN(one.Tried.Loss) ? "-" : Decimals.Fixed(one.Tried.Loss, 3),
                one.Tried.LeftOut is null ? one.Tried.Epochs.ToString(CultureInfo.InvariantCulture) : "-",
                Decimals.Fixed(one.Seconds, 1),
                one.Tried.Verdict ?? "",
            ])];
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
            yield return string.Join("  ", row.Select((cell, column) => column is > 2 and < 6
                ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd();
    }

    /// <summary>A trial's figure with its 95 % interval.</summary>
    public static string Figure(TriedRecipe tried)
    {
        if (tried.LeftOut is not null) return "-";
        if (tried.Rows == 0) return "not judged";
        var (value, interval) = tried.Measure is null
            ? ((double)tried.Right / tried.Rows, Wilson.Interval(tried.Right, tried.Rows))
            : (tried.Value, tried.Interval);
        return Decimals.Fixed(value, 3) + (interval is { } known ? $" ({known.ToString(3)})" : "");
    }
}
