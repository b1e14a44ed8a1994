using System.Runtime.CompilerServices;

namespace Valence;

/// <summary>Checks of constructor arguments that return the checked value.</summary>
public static class Require
{
    /// <summary><paramref name="value"/>, which is there.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static T NotNull<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "") where T : class =>
        value ?? throw new ArgumentNullException(name);

    /// <summary><paramref name="texts"/>, which are there, each of them.</summary>
    /// <exception cref="ArgumentNullException">They or one of them is null.</exception>
    public static IReadOnlyList<string> Texts(IReadOnlyList<string> texts,
        [CallerArgumentExpression(nameof(texts))] string name = "")
    {
        for (var i = 0; i < NotNull(texts, name).Count; i++)
            if (texts[i] is null)
                throw new ArgumentNullException(name, $"Expected texts, received null in {name}[{i}]. An empty text "
                    + "is \"\".");
        return texts;
    }

    /// <summary><paramref name="value"/>, which is at least <paramref name="minimum"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static int AtLeast(int minimum, int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= minimum ? value
            : throw new ArgumentOutOfRangeException(
                name, value, $"Expected {name} of at least {minimum}, received {value}.");

    /// <summary><paramref name="value"/>, which lies in [<paramref name="minimum"/>,
    /// <paramref name="maximum"/>].</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not, or is NaN.</exception>
    public static double Between(double minimum, double maximum, double value,
        [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= minimum && value <= maximum
            ? value
            : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant(
                $"Expected {name} {Range(minimum, maximum)}, received {value}."));

    private static string Range(double minimum, double maximum) => (minimum, maximum) switch
    {
        (float.Epsilon, >= float.MaxValue) => "above 0",
        (_, >= float.MaxValue) => FormattableString.Invariant($"of at least {minimum}"),
        _ => FormattableString.Invariant($"from {minimum} to {maximum}"),
    };
}
