using Valence.Models;

namespace Valence.Classification;

/// <summary>Whether a network can answer with numbers at all.</summary>
internal static class FiniteWeights
{
    /// <summary>Whether every weight is a finite number.</summary>
    public static bool IsFinite(this Model model)
    {
        foreach (var weight in model.GetWeights())
        {
            if (weight.Type != ElementType.Float32) continue;
            foreach (var value in weight.Floats)
                if (!float.IsFinite(value)) return false;
        }
        return true;
    }
}
