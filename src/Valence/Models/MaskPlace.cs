namespace Valence.Models;

/// <summary>Where a step of a graph finds the mask of an input, as a number: a slot that holds the mask, or one of
/// these.</summary>
internal static class MaskPlace
{
    /// <summary>The mask that the input carries.</summary>
    public const int Own = -1;

    /// <summary>No mask.</summary>
    public const int None = -2;

    /// <summary>The mask of the value in a slot, where the input carries one at all.</summary>
    public static int Of(int slot) => None - 1 - slot;

    /// <summary>Whether it is the mask of a value in a slot.</summary>
    public static bool IsOf(int place, out int slot)
    {
        slot = None - 1 - place;
        return slot >= 0;
    }

    /// <summary>The slots that are read.</summary>
    public static IEnumerable<int> Slots(int[]? places) => (places ?? []).Where(place => place is not (Own or None))
        .Select(place => IsOf(place, out var slot) ? slot : place);
}
