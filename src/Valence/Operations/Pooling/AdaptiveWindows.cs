namespace Valence.Operations;

/// <summary>A number of windows that together see all of a sequence, whatever its length: window <c>i</c> of
/// <c>n</c> sees the positions from <c>⌊i · length / n⌋</c> to before <c>⌈(i + 1) · length / n⌉</c>.</summary>
/// <param name="Count">The number of windows.</param>
public readonly record struct AdaptiveWindows(int Count)
{
    /// <summary>The positions that window <paramref name="window"/> sees on a sequence of <paramref name="length"/>
    /// steps: the first, and the one after the last.</summary>
    public (int First, int End) Of(int window, int length) =>
        ((int)((long)window * length / Count), (int)(((window + 1L) * length + Count - 1) / Count));
}
