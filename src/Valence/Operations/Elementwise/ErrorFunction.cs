namespace Valence.Operations;

/// <summary>The error function in double precision, as the oracle of <see cref="Erf"/>: Maclaurin series near 0,
/// Lentz's continued fraction of the complement elsewhere.</summary>
internal static class ErrorFunction
{
    public static double Value(double x)
    {
        if (double.IsNaN(x)) return x;
        var magnitude = Math.Abs(x);
        if (magnitude > 6) return Math.Sign(x);
        return magnitude < 2.5 ? Series(x) : Math.Sign(x) * (1 - Complement(magnitude));
    }

    /// <summary>1 less the error function, small as it may be.</summary>
    public static double Rest(double x) => x < 2.5 ? 1 - Value(x) : Complement(x);

    private static double Series(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 1; n < 80; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double Complement(double x)
    {
        var fraction = 0.0;
        for (var n = 60; n > 0; n--) fraction = n / 2.0 / (x + fraction);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + fraction);
    }
}
