namespace Valence.Classification;

/// <summary>Which stretches of a text's ids a network reads: all of them at once where it takes so many, else windows
/// as long as it takes, at even distances, of which neighbours share a quarter at least.</summary>
/// <param name="Ids">Ids of the text.</param>
/// <param name="Length">Ids of a window.</param>
/// <param name="From">Where the first window begins.</param>
/// <param name="Read">Ids from there to the end of the last window.</param>
/// <param name="Count">How many windows there are, at least 1.</param>
internal readonly record struct TextWindows(int Ids, int Length, int From, int Read, int Count)
{
    /// <summary>The part of the text's ids that is read, from 0 to 1.</summary>
    public double Share => Ids == 0 ? 1 : (double)Read / Ids;

    /// <summary>The ids of a window.</summary>
    public Range this[int window]
    {
        get
        {
            var start = From + (Count == 1 ? 0 : (int)((long)(Read - Length) * window / (Count - 1)));
            return start..(start + Length);
        }
    }

    /// <summary>The windows of a text with so many ids.</summary>
    public static TextWindows Of(TextEncoder encoder, int ids)
    {
        if (encoder.Length is not { } length || ids <= length) return new(ids, ids, 0, ids, 1);
        var most = Require.AtLeast(1, encoder.MostWindows, nameof(encoder.MostWindows));
        var step = length - length / 4;
        var read = (int)Math.Min(ids, length + (most - 1L) * step);
        // What is left out where windows do not suffice is what training leaves out as well.
        return new(ids, length, encoder.PadsInFront ? ids - read : 0, read, 1 + (read - length + step - 1) / step);
    }
}
