namespace Valence.Classification;

/// <summary>A range that covers the true value with a stated confidence.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end; not below <paramref name="Low"/>.</param>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    /// <summary>The ends with four decimals: <c>0.4732 to 0.8364</c>.</summary>
    public override string ToString() => ToString(4);

    /// <summary>The ends with <paramref name="digits"/> decimals, 0 to 15.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="digits"/> is outside that range.</exception>
    public string ToString(int digits) => $"{Decimals.Fixed(Low, digits)} to {Decimals.Fixed(High, digits)}";
}
