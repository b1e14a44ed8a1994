using Valence.Kernels;
using Valence.Operations;

namespace Valence.Backends;

/// <summary>Windows on several sequences <c>[length, channels]</c>, which lie one behind the other. Before and behind its sequence a window sees zeros.</summary>
/// <param name="Batch">The number of sequences.</param>
/// <param name="Length">Positions of a sequence.</param>
/// <param name="Channels">Elements of a position.</param>
/// <param name="Count">Windows on a sequence.</param>
/// <param name="Size">Positions of a window.</param>
/// <param name="Strides">Positions from one window's start to the next.</param>
/// <param name="Before">How many positions the first window lies before the sequence's start.</param>
internal readonly unsafe record struct Windows(int Batch, int Length, int Channels, int Count, int Size, int Strides, int Before)
{
    public Windows(SlidingWindow window, Shape x, int count)
        : this(x[0], x[1], x[2], count, window.Size, window.Strides, window.Before(x[1]))
    {
    }

    /// <summary>Elements of a window.</summary>
    public int Width => Size * Channels;

    /// <summary>Elements from one window's start to the next.</summary>
    public int Stride => Strides * Channels;

    /// <summary>The elements that some windows of a sequence see: where they lie or, if that begins or ends outside the sequence, a copy that lasts until this thread's next call.</summary>
    public float* Elements(float* x, int sequence, int first, int count)
    {
        var start = first * Strides - Before;
        if (start >= 0 && start + Positions(count) <= Length) return x + ((nint)sequence * Length + start) * Channels;
        var copy = Channels_(x, sequence, first, count, 0, Channels);
        return copy;
    }

    /// <summary>The same for a few channels, always copied: <c>[positions, channels]</c>.</summary>
    public float* Channels_(float* x, int sequence, int first, int count, int channel, int channels)
    {
        var positions = Positions(count);
        var to = Scratch.Take(ScratchSlot.Windows, (long)positions * channels);
        var start = first * Strides - Before;
        var inside = Math.Clamp(-start, 0, positions);
        var end = Math.Clamp(Length - start, inside, positions);
        new Span<float>(to, inside * channels).Clear();
        Packing.Panels(x + ((nint)sequence * Length + start + inside) * Channels + channel, Channels, 1, end - inside, channels, channels, to + (nint)inside * channels);
        new Span<float>(to + (nint)end * channels, (positions - end) * channels).Clear();
        return to;
    }

    private int Positions(int windows) => (windows - 1) * Strides + Size;
}
