using System.CommandLine;
using System.Globalization;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary>How much the texts of a class count in training.</summary>
internal static class ClassWeightOption
{
    private const string Balanced = "balanced";

    /// <summary>The option <c>--class-weights</c>.</summary>
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--class-weights")
        {
            Description = $"How much a text of each class counts in training and where a network is chosen: {Balanced} "
                + "(every class as much as any other) or LABEL=WEIGHT,… with weights from 1E-06 to 1E+06, 1 for the "
                + "others; the name of a class with a comma cannot be given. All texts count alike when not given.",
            HelpName = "WEIGHTS",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not Balanced and var given }, ..] && Parse(given, IsWeight) is null)
                result.AddError($"{option.Name}: expected {Balanced}, or weights from 1E-06 to 1E+06 such as "
                    + $"good=1,bad=2.5, received '{given}'.");
        });
        return option;
    }

    /// <summary>The weights by class, or null where none are given.</summary>
    public static IReadOnlyDictionary<string, double>? Of(string? given, IReadOnlyList<LabelledText> texts) =>
        given is null ? null : given == Balanced ? OneClass.BalancedWeights(texts) : Parse(given, IsWeight);

    private static bool IsWeight(double weight) =>
        weight is >= SettingsChecks.LeastWeight and <= SettingsChecks.MostWeight;

    /// <summary>Numbers by the names of classes, <c>LABEL=NUMBER,…</c>; null where they are none. The name of a class
    /// may hold an equals sign, and no comma.</summary>
    public static IReadOnlyDictionary<string, double>? Parse(string given, Func<double, bool> isOne)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var pair in given.Split(',', StringSplitOptions.TrimEntries))
            if (pair.LastIndexOf('=') is not (> 0 and var at)
                || !double.TryParse(pair.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture,
                    out var number)
                || !isOne(number) || !numbers.TryAdd(pair[..at].TrimEnd(), number)) return null;
        return numbers;
    }
}
