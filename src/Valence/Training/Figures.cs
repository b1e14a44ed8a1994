using System.Globalization;

namespace Valence.Training;

/// <summary>Figures by name, in the order of the names.</summary>
internal sealed class Figures() : SortedDictionary<string, float>(StringComparer.Ordinal)
{
    /// <summary>Each figure with its name, as progress prints them: <c>accuracy: 0.8750 - loss: 0.3141</c>.</summary>
    public override string ToString() =>
        string.Join(" - ", this.Select(figure => $"{figure.Key}: {Text(figure.Value)}"));

    /// <summary>A figure as Keras prints it: four digits, small ones such as learning rates with an exponent.</summary>
    public static string Text(float value) => value switch
    {
        float.NaN => "nan",
        float.PositiveInfinity => "inf",
        float.NegativeInfinity => "-inf",
        _ => ((double)value).ToString(Math.Abs(value) > 1e-3 ? "0.0000" : "0.0000e+00", CultureInfo.InvariantCulture),
    };
}
