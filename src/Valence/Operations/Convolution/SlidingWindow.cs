using Valence.Layers;

namespace Valence.Operations;

/// <summary>Where windows of a fixed size stand on a sequence: how many there are, and where each begins.</summary>
/// <param name="Size">The number of positions that a window sees.</param>
/// <param name="Strides">The distance between windows.</param>
/// <param name="Padding">What windows see beyond the ends.</param>
/// <param name="Dilation">The distance between the positions that a window sees.</param>
public readonly record struct SlidingWindow(
    int Size, int Strides = 1, Padding Padding = Padding.Valid, int Dilation = 1)
{
    /// <summary>The length from a window's first position to its last, both included.</summary>
    /// <exception cref="OverflowException">It exceeds <see cref="int.MaxValue"/>.</exception>
    public int Extent => Shape.LengthOf((Size - 1L) * Dilation + 1);

    /// <summary>The fewest steps on which a window stands.</summary>
    public int Least => Padding == Padding.Valid ? Extent : 1;

    /// <summary>The number of windows on a sequence of <paramref name="length"/> steps; 0 where it is too
    /// short.</summary>
    public int Count(int length) => Padding == Padding.Valid
        ? length < Extent ? 0 : (length - Extent) / Strides + 1
        : (int)((length + Strides - 1L) / Strides);

    /// <summary>How many positions the first window lies before the sequence's start.</summary>
    public int Before(int length) => Before(length, Count(length));

    /// <summary>The same for a known number of windows.</summary>
    public int Before(int length, int count) => Padding switch
    {
        Padding.Valid => 0,
        Padding.Causal => Extent - 1,
        _ => (int)(Math.Max((count - 1L) * Strides + Extent - length, 0) / 2),
    };

    /// <summary>The length of the sequence on which a transposed convolution spreads <paramref name="count"/>
    /// windows.</summary>
    /// <param name="count">The number of windows.</param>
    /// <param name="outputPadding">Steps added at the end, below the strides; null for Keras' default.</param>
    /// <exception cref="OverflowException">It exceeds <see cref="int.MaxValue"/>.</exception>
    internal int TransposedLength(int count, int? outputPadding) => Shape.LengthOf(Padding == Padding.Valid
        ? (count - 1L) * Strides + Extent + (outputPadding ?? Math.Max(Strides - Extent, 0))
        : outputPadding is { } added ? (count - 1L) * Strides + Extent % 2 + added : (long)count * Strides);
}
