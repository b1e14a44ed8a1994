namespace Valence.Formats;

/// <summary>The dataspace of a dataset or attribute: how many elements along which axes.</summary>
/// <param name="Shape">The lengths of the axes; empty for a scalar.</param>
/// <param name="Count">The number of elements: 1 for a scalar, 0 where there is nothing.</param>
internal sealed record Hdf5Space(long[] Shape, long Count)
{
    private const int MaxRank = 32;

    /// <summary>The dataspace in <paramref name="data"/>, a message or a part of one.</summary>
    public static Hdf5Space Read(ReadOnlySpan<byte> data, Hdf5Header header, long offset)
    {
        if (data.Length < 4) throw Refuse("a dataspace, it is cut off");
        int version = data[0], rank = data[1], flags = data[2];
        if (version is not (1 or 2)) throw Refuse($"a dataspace of version 1 or 2, found {version}");
        if (version == 2 && data[3] == 2) return rank == 0 ? new([], 0) : throw Refuse("no axes in an empty dataspace");
        if (version == 2 && data[3] != (rank == 0 ? 0 : 1)) throw Refuse($"a simple dataspace, found kind {data[3]}");
        if (rank > MaxRank) throw Refuse($"at most {MaxRank} axes, found {rank}");
        if ((flags & ~1) != 0) throw Refuse($"an ordinary dataspace, found flags {flags}");
        var start = version == 1 ? 8 : 4;
        if (data.Length < start + 8 * rank * (1 + flags)) throw Refuse("the lengths of all axes, they are cut off");
        var shape = new long[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            shape[axis] = Hdf5Source.U64(data, start + 8 * axis);
            var limit = flags == 0 ? shape[axis] : Hdf5Source.U64(data, start + 8 * (rank + axis));
            if (shape[axis] < 0 || (limit != -1 && shape[axis] > limit))
                throw Refuse("axes of ordinary lengths, one is negative or beyond its own limit");
        }
        return new(shape, Product(shape));

        long Product(long[] lengths)
        {
            if (lengths.Contains(0)) return 0;
            var count = 1L;
            foreach (var length in lengths)
            {
                if (length > (1L << 47) / count) throw Refuse("fewer than 2^47 elements, the axes' product is larger");
                count *= length;
            }
            return count;
        }

        FileFormatException Refuse(string expected) =>
            header.Source.Refuse("H14", header.Path, offset, $"expected {expected}", Hdf5Source.CopyAgain);
    }
}
