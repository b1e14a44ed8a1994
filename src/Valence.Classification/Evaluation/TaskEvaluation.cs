using System.Globalization;
using System.Text;

namespace Valence.Classification;

/// <summary>What a task's answers to texts with labels came to.</summary>
/// <param name="measures">Names and values, NaN where one is undefined; the first decides which recipe is kept where
/// several are tried.</param>
public class TaskEvaluation(IReadOnlyList<KeyValuePair<string, double>> measures)
{
    /// <summary>Names and values; the first decides.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Measures { get; } = measures.Count > 0 ? measures
        : throw new ArgumentException("Expected at least one measure, received none.", nameof(measures));

    /// <summary>Whether the first measure is the better the smaller it is.</summary>
    public bool SmallerIsBetter { get; init; }

    /// <summary>A line for each measure, with four decimals.</summary>
    public override string ToString()
    {
        var width = Measures.Max(measure => Columns.Width(measure.Key));
        var text = new StringBuilder();
        foreach (var (name, value) in Measures)
            text.Append(Columns.Left(name, width)).Append("  ")
                .Append(double.IsFinite(value) ? Decimals.Fixed(value, 4) : "undefined").Append('\n');
        return text.ToString();
    }

    /// <summary>Pairs in the order in which they are written.</summary>
    internal static IReadOnlyList<KeyValuePair<string, double>> Pairs(params ReadOnlySpan<(string, double)> measures)
    {
        var pairs = new KeyValuePair<string, double>[measures.Length];
        for (var i = 0; i < pairs.Length; i++) pairs[i] = new(measures[i].Item1, measures[i].Item2);
        return pairs;
    }

    /// <summary>A whole number as tables have it.</summary>
    internal static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
