using Valence.Constraints;

namespace Valence.Saving;

/// <summary>Keras' constraints.</summary>
internal static class ConstraintTable
{
    public static KerasTable<Constraint> Keras { get; } = new("constraint", []);
}
