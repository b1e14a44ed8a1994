using System.Globalization;

namespace Valence.Classification;

/// <summary>Decimal numbers compared as they are written, digit by digit: two that a computer rounds to one are
/// two.</summary>
internal static class DecimalText
{
    /// <summary>A number's one way to be written: its digits without zeros around them and a power of ten, such as
    /// <c>15e-1</c> for <c>01.50</c>; null where the text is no number.</summary>
    public static string? Of(string text)
    {
        var rest = text.AsSpan().Trim();
        var sign = rest is ['-', ..] ? "-" : "";
        if (rest is ['-' or '+', ..]) rest = rest[1..];
        long exponent = 0;
        if (rest.IndexOfAny('e', 'E') is >= 0 and var at)
        {
            if (!long.TryParse(rest[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out exponent) || Math.Abs((double)exponent) > int.MaxValue) return null;
            rest = rest[..at];
        }
        var point = rest.IndexOf('.');
        var digits = point < 0 ? rest.ToString() : $"{rest[..point]}{rest[(point + 1)..]}";
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit)) return null;
        if (point >= 0) exponent -= rest.Length - point - 1;
        var whole = digits.TrimStart('0');
        var figures = whole.TrimEnd('0');
        return figures.Length == 0 ? "0" : string.Create(CultureInfo.InvariantCulture,
            $"{sign}{figures}e{exponent + whole.Length - figures.Length}");
    }
}
