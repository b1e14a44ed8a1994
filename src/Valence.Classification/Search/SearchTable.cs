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
        string[][] rows = [["recipe", "settings", trials[0].Tried.Measure ?? "right", "epochs", "seconds", "verdict"],
            .. trials.Select(one => (string[])
            [
                one.Tried.Recipe, one.Tried.Choices.Length == 0 ? "-" : one.Tried.Choices, Figure(one.Tried),
                one.Tried.Epochs.ToString(CultureInfo.InvariantCulture), Decimals.Fixed(one.Seconds, 1),
                one.Tried.Verdict ?? "",
            ])];
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
            yield return string.Join("  ", row.Select((cell, column) => column is 3 or 4
                ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd();
    }

    /// <summary>A trial's figure with its 95 % interval, or the standard error where parts of the texts
    /// judged.</summary>
    public static string Figure(TriedRecipe tried)
    {
        if (tried.Rows == 0) return "not judged";
        if (tried.Measure is not null)
            return Decimals.Fixed(tried.Value, 3)
                + (tried.StandardError is { } error ? $" ± {Decimals.Fixed(error, 3)}" : "");
        var interval = Wilson.Interval(tried.Right, tried.Rows);
        return $"{Decimals.Fixed((double)tried.Right / tried.Rows, 3)} ({Decimals.Fixed(interval.Low, 3)} to "
            + $"{Decimals.Fixed(interval.High, 3)})";
    }
}
