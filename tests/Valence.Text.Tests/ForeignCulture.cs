using System.Globalization;

namespace Valence.Text.Tests;

/// <summary>Makes a culture the current one until disposed, with the number signs its speakers use even where no
/// culture data are installed.</summary>
internal sealed class ForeignCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public ForeignCulture(string name)
    {
        var culture = (CultureInfo)new CultureInfo(name).Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        culture.TextInfo.ListSeparator = ";";
        CultureInfo.CurrentCulture = culture;
    }

    public static IReadOnlyList<string> Names { get; } = ["tr-TR", "de-DE"];

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
