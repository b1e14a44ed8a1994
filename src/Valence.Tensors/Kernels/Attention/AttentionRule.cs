using Valence.Randomness;

namespace Valence.Kernels;

/// <summary>Which keys a query attends to, and how.</summary>
/// <param name="Scale">What queries are multiplied by.</param>
/// <param name="IsCausal">Whether later keys are closed.</param>
/// <param name="Window">Keys this far away or farther are closed; <see cref="int.MaxValue"/> for no limit.</param>
/// <param name="ClosedAttendNothing">Whether a query without any open key has 0 as its result, and not the mean of all
/// values.</param>
public readonly record struct AttentionRule(float Scale, bool IsCausal, int Window, bool ClosedAttendNothing)
{
    /// <summary>The probability with which a weight is dropped; 0 for none.</summary>
    public float DropoutRate { get; init; }

    /// <summary>The factor of weights that are kept.</summary>
    public float Kept { get; init; }

    /// <summary>The place of the first query among the keys: 0 unless queries go on after steps that were read
    /// before.</summary>
    internal int FirstQuery { get; init; }

    /// <summary>The draws, by the place of a weight in <c>[batch, heads, queries, keys]</c>.</summary>
    internal CounterRandom Draws { get; init; }

    /// <summary>Distances of the mask along batch, heads, queries and keys; 0 where one element serves all.</summary>
    internal (int Batch, int Heads, int Queries, int Keys) MaskSteps { get; init; }

    /// <summary>The keys that positions alone leave open to a query: from the first, to below the second.</summary>
    internal (int From, int To) Open(int query, int keys)
    {
        var place = (long)FirstQuery + query;
        return (Window == int.MaxValue ? 0 : (int)Math.Clamp(place - Window + 1, 0, keys),
            (int)Math.Min(keys, IsCausal ? place + 1 : Window == int.MaxValue ? keys : place + Window));
    }
}
