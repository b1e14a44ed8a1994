namespace Valence.Training;

/// <summary>How much a call prints: Keras' 0, 1, 2 or <c>"auto"</c>, or one of the properties.</summary>
public readonly record struct Verbosity
{
    private readonly byte _kind;

    private Verbosity(byte kind) => _kind = kind;

    /// <summary>A bar on a terminal, a line an epoch otherwise; the default.</summary>
    public static Verbosity Auto => default;

    /// <summary>Nothing: Keras' 0.</summary>
    public static Verbosity Silent => new(1);

    /// <summary>A line that follows the steps of an epoch: Keras' 1.</summary>
    public static Verbosity Bar => new(2);

    /// <summary>A line an epoch: Keras' 2.</summary>
    public static Verbosity Lines => new(3);

    /// <summary>Keras' number: 0 for nothing, 1 for a bar, 2 for lines.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is another number.</exception>
    public static implicit operator Verbosity(int number) => number is >= 0 and <= 2 ? new((byte)(number + 1))
        : throw new ArgumentOutOfRangeException("verbose", number, "Expected 0 (nothing), 1 (a bar) or 2 (lines).");

    /// <summary>Keras' text.</summary>
    /// <exception cref="ArgumentException">It is not <c>"auto"</c>.</exception>
    public static implicit operator Verbosity(string text) => text == "auto" ? Auto
        : throw new ArgumentException($"Expected \"auto\", 0, 1 or 2, received \"{text}\".", "verbose");

    /// <summary>The name of the property.</summary>
    public override string ToString() => _kind switch
    {
        0 => nameof(Auto),
        1 => nameof(Silent),
        2 => nameof(Bar),
        _ => nameof(Lines),
    };
}
