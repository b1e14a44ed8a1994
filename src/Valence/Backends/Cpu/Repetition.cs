namespace Valence.Backends;

/// <summary>How a smaller operand repeats to a larger shape.</summary>
internal enum RepetitionKind
{
    /// <summary>In none of the regular ways.</summary>
    Other,

    /// <summary>As a whole: it equals the last axes.</summary>
    Rows,

    /// <summary>Each element over the rest of its row: it equals the first axes, then lengths of 1.</summary>
    Columns,

    /// <summary>Over an axis in the middle: the first axes, lengths of 1, the last axes.</summary>
    Middle,
}

/// <summary>The way in which an operand repeats, and how many parts its first axes make.</summary>
/// <param name="Kind">The way.</param>
/// <param name="Outer">For <see cref="RepetitionKind.Middle"/>, the product of the first axes.</param>
internal readonly record struct Repetition(RepetitionKind Kind, int Outer = 1)
{
    public static Repetition Of(Shape operand, Shape whole)
    {
        var missing = whole.Rank - operand.Rank;
        var first = 0;
        while (first < whole.Rank && Length(first) == whole[first]) first++;
        var last = whole.Rank;
        while (last > first && Length(last - 1) == whole[last - 1]) last--;
        for (var axis = first; axis < last; axis++)
            if (Length(axis) != 1) return new(RepetitionKind.Other);
        var outer = whole[..first].Count;
        return outer == 1 ? new(RepetitionKind.Rows) : last == whole.Rank ? new(RepetitionKind.Columns)
            : new(RepetitionKind.Middle, outer);

        int Length(int axis) => axis < missing ? 1 : operand[axis - missing];
    }
}
