namespace Valence.Classification;

/// <summary>What a list of class ids has to fulfil.</summary>
internal static class ClassIds
{
    /// <summary>Refuses an empty list, or an id outside 0 to <paramref name="classes"/> − 1.</summary>
    public static void Require(ReadOnlySpan<int> ids, int classes, string name)
    {
        if (ids.IsEmpty) throw new ArgumentException("Expected at least one row, received none.", name);
        for (var i = 0; i < ids.Length; i++)
            if ((uint)ids[i] >= (uint)classes)
                throw new ArgumentException($"Expected class ids from 0 to {classes - 1}, received {ids[i]} in row "
                    + $"{i}. Check that the labels belong to these classes.", name);
    }

    /// <summary>Refuses lists of different lengths.</summary>
    public static void RequireSameLength(int labels, int others, string name)
    {
        if (others != labels)
            throw new ArgumentException($"Expected one value for each of {labels} labels, received {others}.", name);
    }
}
