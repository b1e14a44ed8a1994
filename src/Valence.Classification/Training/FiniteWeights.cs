using Valence.Models;

namespace Valence.Classification;

/// <summary>Whether a network can answer with numbers at all.</summary>
internal static class FiniteWeights
{
    /// <summary>Whether every weight is a finite number.</summary>
    public static bool IsFinite(this Model model)
    {
        foreach (var weight in model.StoredWeights)
        {
            // Numbers of 8 bits are finite, and as floats take four times the memory.
            if (weight.Int8 is not null) continue;
            foreach (var value in weight.Merged.Floats)
                if (!float.IsFinite(value)) return false;
        }
        return true;
    }
}
