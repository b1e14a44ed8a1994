namespace Valence.Kernels;

/// <summary>The operands of a <see cref="LookupProduct"/> that jobs can carry.</summary>
internal unsafe struct LookupPointers
{
    public LookupShape Shape;
    public float* Table, B, C, D, Start;

    /// <summary>Of each row and place, the table's row or the number of its sum.</summary>
    public int* Ids;

    /// <summary>Of each row, at how many places at its beginning the id <see cref="Lead"/> stands.</summary>
    public int* Runs;

    /// <summary>The id that the longest run consists of: that of padding, as a rule.</summary>
    public int Lead;

    /// <summary>With the runs counted, in memory of the calling thread.</summary>
    public readonly LookupPointers WithRuns()
    {
        var pointers = this;
        var (rows, places) = (Shape.Rows, Shape.Places);
        pointers.Runs = (int*)Scratch.Take(ScratchSlot.Runs, rows);
        var longest = -1;
        for (nint row = 0; row < rows; row++)
        {
            var ids = new ReadOnlySpan<int>(Ids + row * places, places);
            var run = ids.IndexOfAnyExcept(ids[0]);
            pointers.Runs[row] = run < 0 ? places : run;
            if (pointers.Runs[row] <= longest) continue;
            (longest, pointers.Lead) = (pointers.Runs[row], ids[0]);
        }
        for (nint row = 0; row < rows; row++)
            if (Ids[row * places] != pointers.Lead) pointers.Runs[row] = 0;
        return pointers;
    }
}
