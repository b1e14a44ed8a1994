using System.Runtime.CompilerServices;

namespace Valence.Training;

/// <summary>After which epochs something is done: every so many, or those that are listed, counted from 1. As in Keras
/// a number or a list: <c>validationFreq: 2</c>, <c>validationFreq: [1, 2, 10]</c>.</summary>
[CollectionBuilder(typeof(Frequency), nameof(Create))]
public readonly struct Frequency
{
    private readonly int _every;
    private readonly int[]? _epochs;

    private Frequency(int every, int[]? epochs) => (_every, _epochs) = (every, epochs);

    /// <summary>After the listed epochs.</summary>
    public static Frequency Create(ReadOnlySpan<int> epochs) => new(0, epochs.ToArray());

    /// <summary>After every so many epochs; at least 1.</summary>
    public static implicit operator Frequency(int every) => new(Require.AtLeast(1, every, "validationFreq"), null);

    /// <summary>After the listed epochs.</summary>
    public static implicit operator Frequency(int[] epochs) => Create(Require.NotNull(epochs));

    /// <summary>Whether it is done after epoch <paramref name="epoch"/>, counted from 1.</summary>
    internal bool Includes(int epoch) =>
        _epochs is { } listed ? listed.Contains(epoch) : epoch % Math.Max(1, _every) == 0;

    /// <summary>The epochs, for collection expressions; none where it is a number.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_epochs ?? [])).GetEnumerator();

    /// <summary>The number, or the epochs in brackets.</summary>
    public override string ToString() => _epochs is { } listed ? $"[{string.Join(", ", listed)}]"
        : Math.Max(1, _every).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
