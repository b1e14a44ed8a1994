using System.Globalization;
using System.Text;

namespace Valence;

/// <summary>A tensor's elements as NumPy prints an array: rows in brackets, numbers of one width, and of more than
/// 1,000 elements only three at both ends of an axis.</summary>
/// <param name="tensor">The tensor.</param>
/// <param name="format">How a number is written; as NumPy does when null.</param>
internal sealed class PrintedTensor(Tensor tensor, string? format)
{
    private const int Threshold = 1000, EdgeItems = 3, Precision = 8, LineWidth = 75;

    private readonly bool _isShortened = tensor.Count > Threshold;
    private readonly string[] _texts = new string[tensor.Count];
    private readonly int[] _strides = new int[tensor.Shape.Rank];

    public override string ToString()
    {
        var stride = 1;
        for (var axis = _strides.Length - 1; axis >= 0; stride *= tensor.Shape[axis--]) _strides[axis] = stride;
        var shown = new List<int>();
        Collect(0, 0, shown);
        Write(shown);
        var text = new StringBuilder();
        Append(text, 0, 0, "");
        return text.ToString();
    }

    private void Collect(int axis, int offset, List<int> shown)
    {
        if (axis == tensor.Shape.Rank) shown.Add(offset);
        else
            foreach (var i in Positions(axis))
                if (i >= 0) Collect(axis + 1, offset + i * _strides[axis], shown);
    }

    // −1 stands for what is left out.
    private IEnumerable<int> Positions(int axis)
    {
        var length = tensor.Shape[axis];
        if (!_isShortened || length <= 2 * EdgeItems) return Enumerable.Range(0, length);
        return [.. Enumerable.Range(0, EdgeItems), -1, .. Enumerable.Range(length - EdgeItems, EdgeItems)];
    }

    private void Write(List<int> shown)
    {
        if (tensor.Type == ElementType.String)
        {
            foreach (var i in shown) _texts[i] = $"'{tensor.Strings[i]}'";
            return;
        }
        if (format is not null)
            foreach (var i in shown)
                _texts[i] = tensor.Type == ElementType.Int32
                    ? tensor.Ints[i].ToString(format, CultureInfo.InvariantCulture)
                    : tensor.Floats[i].ToString(format, CultureInfo.InvariantCulture);
        else if (tensor.Type == ElementType.Int32)
            foreach (var i in shown) _texts[i] = tensor.Ints[i].ToString(CultureInfo.InvariantCulture);
        else if (tensor.Shape.Rank == 0) _texts[0] = Plain(tensor.Floats[0]);
        else WriteFloats(shown);
        if (tensor.Shape.Rank == 0) return;
        var width = shown.Select(i => _texts[i].Length).DefaultIfEmpty().Max();
        foreach (var i in shown) _texts[i] = _texts[i].PadLeft(width);
    }

    // NumPy: with an exponent where numbers are large, small or far apart; digits as few as tell the numbers apart,
    // eight at most, and the point in one column.
    private void WriteFloats(List<int> shown)
    {
        var finite = shown.Select(i => Math.Abs(tensor.Floats[i])).Where(value => float.IsFinite(value) && value != 0)
            .ToArray();
        var (least, greatest) = finite.Length == 0 ? (1f, 1f) : (finite.Min(), finite.Max());
        var hasExponent = greatest >= 1e8f || least < 1e-4f || greatest / least > 1000;
        var digits = shown.Select(i => tensor.Floats[i]).Where(float.IsFinite)
            .Select(value => Digits(value, hasExponent)).DefaultIfEmpty().Max();
        foreach (var i in shown)
        {
            var value = tensor.Floats[i];
            var text = !float.IsFinite(value) ? Plain(value)
                : hasExponent ? WithExponent(value, digits)
                : Rounded(value, digits);
            if (float.IsFinite(value) && !hasExponent)
            {
                var point = text.IndexOf('.');
                text = (point < 0 ? text + "." : text.TrimEnd('0')).PadRight(
                    (point < 0 ? text.Length : point) + 1 + digits);
            }
            _texts[i] = text;
        }
    }

    private static string Plain(float value) => float.IsNaN(value) ? "nan" : float.IsInfinity(value)
        ? value > 0 ? "inf" : "-inf"
        : Exact(value).ToString(Math.Abs(value) is >= 1e16f or (< 1e-4f and > 0) ? "0.########e+00" : "0.0#######",
            CultureInfo.InvariantCulture);

    // Digits behind the point that the shortest text of a number has.
    private static int Digits(float value, bool hasExponent)
    {
        var text = hasExponent ? Exact(value).ToString("0.########e+00", CultureInfo.InvariantCulture).Split('e')[0]
            : ((decimal)value == decimal.Truncate((decimal)value) ? "" : Shortest(value));
        var point = text.IndexOf('.');
        return point < 0 ? 0 : Math.Min(Precision, text.Length - point - 1);
    }

    private static string Shortest(float value) =>
        decimal.Parse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float,
            CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    private static string Rounded(float value, int digits) =>
        (decimal.Parse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float,
            CultureInfo.InvariantCulture) is var exact && value == 0 && float.IsNegative(value) ? "-0."
            : Math.Round(exact, Math.Min(digits, Precision)).ToString(
                "F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    // The shortest number that is this float, in a type whose formats do not round it.
    private static double Exact(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture),
        CultureInfo.InvariantCulture);

    private static string WithExponent(float value, int digits) => Exact(value).ToString(
        digits == 0 ? "0'.'e+00" : $"0.{new string('0', digits)}e+00", CultureInfo.InvariantCulture);

    private void Append(StringBuilder text, int axis, int offset, string indent)
    {
        if (axis == tensor.Shape.Rank)
        {
            text.Append(_texts[offset]);
            return;
        }
        text.Append('[');
        var isLast = axis == tensor.Shape.Rank - 1;
        var separator = isLast ? " " : new string('\n', tensor.Shape.Rank - 1 - axis) + indent + " ";
        var (first, lineStart) = (true, text.Length - indent.Length - 1);
        foreach (var i in Positions(axis))
        {
            var item = i < 0 ? "..." : null;
            if (isLast) item ??= _texts[offset + i * _strides[axis]];
            if (!first)
            {
                if (isLast && text.Length + 1 + item!.Length - lineStart > LineWidth)
                {
                    text.Append('\n');
                    lineStart = text.Length;
                    text.Append(indent).Append(' ');
                }
                else text.Append(separator);
            }
            first = false;
            if (item is not null) text.Append(item);
            else Append(text, axis + 1, offset + i * _strides[axis], indent + " ");
        }
        text.Append(']');
    }
}
