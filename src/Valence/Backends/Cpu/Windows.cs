using Valence.Kernels;
using Valence.Operations;

namespace Valence.Backends;

/// <summary>Windows on several sequences <c>[length, channels]</c>, which lie one behind the other. Before and behind
/// its sequence a window sees zeros.</summary>
/// <param name="Batch">The number of sequences.</param>
/// <param name="Length">Positions of a sequence.</param>
/// <param name="Channels">Elements of a position.</param>
/// <param name="Count">Windows on a sequence.</param>
/// <param name="Size">Positions of a window.</param>
/// <param name="Strides">Positions from one window's start to the next.</param>
/// <param name="Before">How many positions the first window lies before the sequence's start.</param>
internal readonly unsafe record struct Windows(int Batch, int Length, int Channels, int Count, int Size, int Strides,
    int Before)
{
    public Windows(SlidingWindow window, Shape sequences, int count)
        : this(sequences[0], sequences[1], sequences[2], count, window.Size, window.Strides,
            window.Before(sequences[1]))
    {
    }

    /// <summary>Elements of a window.</summary>
    public int Width => Size * Channels;

    /// <summary>Elements from one window's start to the next.</summary>
    public int Stride => Strides * Channels;

    /// <summary>The positions that <paramref name="windows"/> neighbouring windows see.</summary>
    public int Positions(int windows) => (windows - 1) * Strides + Size;

    /// <summary>What <paramref name="count"/> windows of a sequence see: where it lies, or else a copy that lasts until
    /// this thread's next.</summary>
    public float* Read(float* x, int sequence, int first, int count)
    {
        var start = first * Strides - Before;
        if (start >= 0 && start + Positions(count) <= Length) return x + ((nint)sequence * Length + start) * Channels;
        var copy = Scratch.Take(ScratchSlot.Windows, (long)Positions(count) * Channels);
        Copy(x, sequence, first, count, 0, Channels, copy);
        return copy;
    }

    /// <summary>Copies what <paramref name="count"/> windows of a sequence see of some channels, as <c>[positions,
    /// channels]</c>.</summary>
    public void Copy(float* x, int sequence, int first, int count, int firstChannel, int channels, float* to)
    {
        var positions = Positions(count);
        var start = first * Strides - Before;
        var (from, end) = (Math.Clamp(-start, 0, positions), Math.Clamp(Length - start, 0, positions));
        new Span<float>(to, from * channels).Clear();
        Packing.Panels(
            x + ((nint)sequence * Length + start + from) * Channels + firstChannel, Channels, 1, end - from, channels,
            channels, to + (nint)from * channels);
        new Span<float>(to + (nint)end * channels, (positions - end) * channels).Clear();
    }
}
