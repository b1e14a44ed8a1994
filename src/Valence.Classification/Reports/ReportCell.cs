using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>A cell of a table.</summary>
/// <param name="Text">What stands in it.</param>
internal sealed record ReportCell(string Text)
{
    private const int Digits = 4;

    /// <summary>Whether the text is of the data and may hold anything.</summary>
    public bool IsData { get; private init; }

    /// <summary>The number that it shows, or both ends of an interval, none where there is no interval; null of
    /// words.</summary>
    public IReadOnlyList<double>? Values { get; private init; }

    /// <summary>Whether it is a number, which stands at the right.</summary>
    public bool IsNumber => Values is not null;

    /// <summary>From 0 to 1, how much of its row is in it, below 0 where that is wrong; it decides the shade.</summary>
    public double Share { get; init; }

    /// <summary>A name of a class, label or group.</summary>
    public static ReportCell Name(string name) => new(Printable.Label(name)) { IsData = true };

    /// <summary>A score with four decimals.</summary>
    public static ReportCell Score(double value) =>
        new(double.IsFinite(value) ? Decimals.Fixed(value, Digits) : "undefined") { Values = [value] };

    /// <summary>A count.</summary>
    public static ReportCell Count(long count) =>
        new(count.ToString(CultureInfo.InvariantCulture)) { Values = [count] };

    /// <summary>An interval, or why there is none.</summary>
    public static ReportCell Interval(ConfidenceInterval? interval) =>
        new(interval?.ToString(Digits) ?? "none") { Values = interval is (var low, var high) ? [low, high] : [] };
}
