using System.Globalization;

namespace Valence.Pictures;

/// <summary>A scale with marks at round numbers: 1, 2 or 5 times a power of ten apart.</summary>
internal sealed class Axis
{
    // A part of a step by which a value may lie outside, so that rounding makes no mark more.
    private const double Unseen = 1e-6;

    private readonly int _exponent;

    /// <summary>A scale over finite values, with about five marks, or eight of whole numbers.</summary>
    /// <param name="least">The smallest value.</param>
    /// <param name="most">The largest value.</param>
    /// <param name="whole">Whether the values are whole numbers, from the first to the last of which the scale reaches;
    /// otherwise it reaches to the marks around them.</param>
    public Axis(double least, double most, bool whole = false)
    {
        var center = least;
        if (least == most) (least, most) = whole ? (least - 0.5, most + 0.5)
            : (least - Wide(center), most + Wide(center));
        var (unit, rough) = (1.0, (most - least) / (whole ? 8 : 5));
        for (; unit > rough; unit /= 10) _exponent--;
        for (; unit * 10 <= rough; unit *= 10) _exponent++;
        if (rough > 5 * unit) (unit, _exponent) = (10 * unit, _exponent + 1);
        var step = rough <= unit ? unit : rough <= 2 * unit ? 2 * unit : 5 * unit;
        if (whole && step < 1) (step, _exponent) = (1, 0);
        var (first, last) = whole ? (Math.Ceiling(least / step), Math.Floor(most / step))
            : (Math.Floor(least / step + Unseen), Math.Ceiling(most / step - Unseen));
        Marks = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
        (First, Last) = whole ? (least, most) : (Marks[0], Marks[^1]);

        static double Wide(double value) => value == 0 ? 1 : Math.Abs(value) / 2;
    }

    /// <summary>Where the scale begins.</summary>
    public double First { get; }

    /// <summary>Where the scale ends.</summary>
    public double Last { get; }

    /// <summary>The round numbers on it.</summary>
    public IReadOnlyList<double> Marks { get; }

    /// <summary>Where a value lies between the ends: 0 to 1.</summary>
    public double At(double value) => (value - First) / (Last - First);

    /// <summary>A mark's number, with as many digits as tell it from the next.</summary>
    public string Label(double mark)
    {
        var largest = Math.Max(Math.Abs(First), Math.Abs(Last));
        if (largest is >= 1e-4 and < 1e7)
            return mark.ToString($"F{Math.Max(0, -_exponent)}", CultureInfo.InvariantCulture);
        return mark == 0 ? "0" : mark.ToString("0.########e+0", CultureInfo.InvariantCulture);
    }
}
