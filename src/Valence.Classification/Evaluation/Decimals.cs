using System.Globalization;

namespace Valence.Classification;

/// <summary>Numbers with a fixed count of decimals, as Python prints them: the exact value rounded, ties to the even
/// digit.</summary>
internal static class Decimals
{
    private const int Most = 15;

    /// <summary>Refuses a count of decimals outside 0 to 15.</summary>
    public static int Require(int digits) =>
        digits is >= 0 and <= Most ? digits
            : throw new ArgumentOutOfRangeException(nameof(digits), digits, $"Expected 0 to {Most} decimals.");

    /// <summary>The text of <paramref name="value"/> with <paramref name="digits"/> decimals, 0 to 15, in the invariant
    /// culture.</summary>
    public static string Fixed(double value, int digits)
    {
        var scale = 1.0;
        for (var i = Require(digits); i > 0; i--) scale *= 10;
        var scaled = value * scale;
        // .NET rounds a tie such as 0.125 up; only where the product is exact can there be one.
        if (Math.FusedMultiplyAdd(value, scale, -scaled) == 0)
            value = Math.Round(scaled, MidpointRounding.ToEven) / scale;
        return value.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }
}
