namespace Valence.Formats;

/// <summary>Ranges of bytes that do not overlap.</summary>
internal sealed class Hdf5Ranges
{
    private readonly SortedSet<(long Start, long End)> _ranges = [];

    /// <summary>Adds the bytes at <paramref name="at"/>; false where some of them are there already.</summary>
    public bool TryAdd(long at, long length)
    {
        if (length == 0) return true;
        // No range is empty, so the default value stands for none.
        var before = _ranges.GetViewBetween((0, 0), (at, long.MaxValue)).Max;
        var after = _ranges.GetViewBetween((at, 0), (long.MaxValue, long.MaxValue)).Min;
        if (before.End > at || (after.End > 0 && after.Start < at + length)) return false;
        _ranges.Add((at, at + length));
        return true;
    }
}
