namespace Valence.Text;

/// <summary>How vectors of words are learned by <see cref="WordVectors.Learn"/>.</summary>
public sealed record WordVectorSettings
{
    /// <summary>The length of every vector, at least 1.</summary>
    public int Dimension { get; init => field = Require.AtLeast(1, value); } = 100;

    /// <summary>Words to each side that a word is to foretell at most, at least 1; of each word as many as are drawn,
    /// so that nearer ones count more.</summary>
    public int Window { get; init => field = Require.AtLeast(1, value); } = 5;

    /// <summary>Drawn words that each right one is told apart from, at least 1.</summary>
    public int Negatives { get; init => field = Require.AtLeast(1, value); } = 5;

    /// <summary>Passes over the texts, at least 1.</summary>
    public int Epochs { get; init => field = Require.AtLeast(1, value); } = 5;

    /// <summary>The size of the first steps, above 0; it falls evenly to a ten-thousandth of it.</summary>
    public float LearningRate
    {
        get;
        init => field = value > 0 && float.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(LearningRate), value,
                FormattableString.Invariant($"Expected {nameof(LearningRate)} above 0, received {value}."));
    } = 0.025f;

    /// <summary>The share of all words, above 0 and up to 1, from which on a word is left out at times: of one with
    /// share <c>f</c> the part <c>√(t/f) + t/f</c> is read.</summary>
    public double Subsampling
    {
        get;
        init => field = value is > 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(Subsampling), value,
                FormattableString.Invariant($"Expected {nameof(Subsampling)} above 0 and up to 1, received {value}."));
    } = 1e-4;

    /// <summary>Decides first vectors, windows and what is drawn.</summary>
    public ulong Seed { get; init; }

    /// <summary>What ends it between two texts.</summary>
    public CancellationToken CancellationToken { get; init; }
}
