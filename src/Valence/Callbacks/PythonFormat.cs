using System.Globalization;
using System.Numerics;
using System.Text;

namespace Valence.Callbacks;

/// <summary>Python's format specification of a number, <c>[[fill]align][sign][0][width][grouping][.precision][type]</c>
/// with the types d, e, f, g, their capitals, % and none: the text is Python's to the last character.</summary>
internal sealed class PythonFormat
{
    // Longer than any name of a file.
    private const int MostCharacters = 1000;
    private const int NoPrecision = -1;

    private readonly string _spec;
    private readonly bool _isWhole;
    private string _fill = " ";
    private char _align = '>';
    private char _sign = '-';
    private int _width;
    private char _separator;
    private int _precision = NoPrecision;
    private char _type;

    private PythonFormat(string spec, bool isWhole) => (_spec, _isWhole) = (spec, isWhole);

    /// <summary>Reads a specification.</summary>
    /// <param name="spec">What stands after the colon; empty for none.</param>
    /// <param name="isWhole">Whether the values are whole numbers, which Python formats in a way of their own.</param>
    /// <exception cref="FormatException">Python refuses it for such numbers, or it is of another kind.</exception>
    public static PythonFormat Parse(string spec, bool isWhole)
    {
        var format = new PythonFormat(spec, isWhole);
        format.Parse();
        return format;
    }

    /// <summary>The text of a number.</summary>
    public string Of(double value)
    {
        var (digits, rest) = Number(Math.Abs(value));
        var sign = double.IsNegative(value) && !double.IsNaN(value) ? "-" : _sign == '-' ? "" : _sign.ToString();
        if (_separator != 0 && digits.Length > 0)
            digits = Grouped(digits, _fill == "0" && _align == '=' ? _width - sign.Length - rest.Length : 0);
        var missing = _width - sign.Length - digits.Length - rest.Length;
        string Filled(int count) => count > 0 ? new StringBuilder().Insert(0, _fill, count).ToString() : "";
        return _align switch
        {
            '<' => sign + digits + rest + Filled(missing),
            '^' => Filled(missing / 2) + sign + digits + rest + Filled(missing - missing / 2),
            '=' => sign + Filled(missing) + digits + rest,
            _ => Filled(missing) + sign + digits + rest,
        };
    }

    private void Parse()
    {
        var at = 0;
        var hasAlign = false;
        var hasFill = false;
        // A fill is one character, which may be two of UTF-16.
        var first = Rune.TryGetRuneAt(_spec.Length > 0 ? _spec : " ", 0, out var rune) ? rune.Utf16SequenceLength : 1;
        if (_spec.Length > first && "<>=^".Contains(_spec[first], StringComparison.Ordinal))
        {
            (_fill, _align, at, hasAlign, hasFill) = (_spec[..first], _spec[first], first + 1, true, true);
        }
        else if (At(0) is '<' or '>' or '=' or '^') (_align, at, hasAlign) = (_spec[0], 1, true);
        if (At(at) is '+' or '-' or ' ') _sign = _spec[at++];
        if (!hasFill && At(at) == '0')
        {
            _fill = "0";
            if (!hasAlign) _align = '=';
            at++;
        }
        _width = Digits(ref at) ?? 0;
        if (At(at) is ',' or '_') _separator = _spec[at++];
        if (At(at) == '.')
        {
            at++;
            _precision = Digits(ref at) ?? throw Refusal("a precision without a number");
        }
        if (at < _spec.Length) _type = _spec[at++];
        if (at < _spec.Length || _type != 0 && !"deEfFgG%".Contains(_type, StringComparison.Ordinal))
            throw Refusal("something else than sign, fill, alignment, width, grouping, precision and one of d, e, f, "
                + "g, %");
        if (_type == 'd' && !_isWhole) throw Refusal("'d', which is for whole numbers such as the epoch");
        if (_precision != NoPrecision && _isWhole && (_type is 'd' or '\0'))
            throw Refusal("a precision for a whole number");
    }

    private char At(int index) => index < _spec.Length ? _spec[index] : '\0';

    private int? Digits(ref int at)
    {
        var start = at;
        while (char.IsAsciiDigit(At(at))) at++;
        if (at == start) return null;
        return int.TryParse(_spec.AsSpan(start, at - start), CultureInfo.InvariantCulture, out var number)
            && number <= MostCharacters ? number
            : throw Refusal($"a number above {MostCharacters}");
    }

    private FormatException Refusal(string found) => new($"the format '{_spec}' has {found}");

    // The digits before the point, and what follows them.
    private (string Digits, string After) Number(double value)
    {
        var text = _type switch
        {
            _ when !double.IsFinite(value) => (double.IsNaN(value) ? "nan" : "inf") + (_type == '%' ? "%" : ""),
            '\0' when !_isWhole => General(value, addsPoint: true),
            'd' or '\0' => value.ToString("F0", CultureInfo.InvariantCulture),
            'f' or 'F' => Fixed(value, _precision == NoPrecision ? 6 : _precision),
            '%' => Percent(value),
            'e' or 'E' => Scientific(value, _precision == NoPrecision ? 6 : _precision),
            _ => General(value, addsPoint: false),
        };
        if (_type is 'E' or 'F' or 'G') text = text.ToUpperInvariant();
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count])) count++;
        return (text[..count], text[count..]);
    }

    private string Percent(double value) => double.IsFinite(value * 100)
        ? Fixed(value * 100, _precision == NoPrecision ? 6 : _precision) + "%" : "inf%";

    private string General(double value, bool addsPoint)
    {
        if (_precision == NoPrecision && addsPoint) return Shortest(value);
        var precision = Math.Max(1, _precision == NoPrecision ? 6 : _precision);
        var (digits, exponent) = Rounded(value, precision);
        digits = digits.TrimEnd('0');
        if (exponent < -4 || exponent >= precision - (addsPoint ? 1 : 0)) return Exponential(digits, exponent);
        return Positional(digits, exponent, addsPoint);
    }

    // The fewest digits that read back as the same number.
    private static string Shortest(double value)
    {
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        var round = value.ToString("R", CultureInfo.InvariantCulture);
        var mantissa = round.Split('E')[0].Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        var exponent = value == 0 ? 0 : int.Parse(text.AsSpan(text.IndexOf('E') + 1), CultureInfo.InvariantCulture);
        return exponent is < -4 or >= 16 ? Exponential(mantissa, exponent) : Positional(mantissa, exponent, true);
    }

    private static string Positional(string digits, int exponent, bool addsPoint)
    {
        if (digits.Length == 0) digits = "0";
        if (exponent < 0) return $"0.{new string('0', -exponent - 1)}{digits}";
        if (digits.Length <= exponent + 1) return digits.PadRight(exponent + 1, '0') + (addsPoint ? ".0" : "");
        return $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static string Scientific(double value, int precision)
    {
        var (digits, exponent) = Rounded(value, precision + 1);
        return Exponential(digits, exponent);
    }

    private static string Exponential(string digits, int exponent)
    {
        var sign = exponent < 0 ? '-' : '+';
        return $"{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{sign}"
            + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
    }

    private static string Fixed(double value, int decimals)
    {
        var (mantissa, exponent) = Parts(value);
        var scaled = Quotient(mantissa * BigInteger.Pow(10, decimals), exponent).ToString(CultureInfo.InvariantCulture)
            .PadLeft(decimals + 1, '0');
        return decimals == 0 ? scaled : $"{scaled[..^decimals]}.{scaled[^decimals..]}";
    }

    // The value in so many digits, and the power of ten of the first.
    private static (string Digits, int Exponent) Rounded(double value, int count)
    {
        if (value == 0) return (new string('0', count), 0);
        var (mantissa, binary) = Parts(value);
        var exponent = (int)Math.Floor(Math.Log10(value));
        while (true)
        {
            var power = count - 1 - exponent;
            var scaled = power >= 0 ? Quotient(mantissa * BigInteger.Pow(10, power), binary)
                : Quotient(mantissa, binary, BigInteger.Pow(10, -power));
            var digits = scaled.ToString(CultureInfo.InvariantCulture);
            if (digits.Length == count) return (digits, exponent);
            // The logarithm was a little off, or rounding made one digit more.
            exponent += digits.Length > count ? 1 : -1;
        }
    }

    private static (BigInteger Mantissa, int Exponent) Parts(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var (exponent, mantissa) = ((int)(bits >> 52 & 0x7FF), bits & (1L << 52) - 1);
        return exponent == 0 ? (mantissa, -1074) : (mantissa | 1L << 52, exponent - 1075);
    }

    // mantissa · 2^exponent / divisor to the nearest whole number, to the even one of two.
    private static BigInteger Quotient(BigInteger mantissa, int exponent, BigInteger? by = null)
    {
        var divisor = by ?? BigInteger.One;
        if (exponent >= 0) mantissa <<= exponent;
        else divisor <<= -exponent;
        var quotient = BigInteger.DivRem(mantissa, divisor, out var rest);
        var half = (rest * 2).CompareTo(divisor);
        return half > 0 || half == 0 && !quotient.IsEven ? quotient + 1 : quotient;
    }

    // From the right in threes; zeros that fill the width are grouped too, and none leads with a separator.
    private string Grouped(string digits, int width)
    {
        var text = new StringBuilder();
        for (var done = 0; done < digits.Length || text.Length < width; done++)
        {
            if (done > 0 && done % 3 == 0) text.Insert(0, _separator);
            text.Insert(0, done < digits.Length ? digits[^(done + 1)] : '0');
        }
        return text.ToString();
    }
}
