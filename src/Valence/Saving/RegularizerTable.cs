using Valence.Regularizers;

namespace Valence.Saving;

/// <summary>Keras' regularizers.</summary>
internal static class RegularizerTable
{
    public static KerasTable<Regularizer> Keras { get; } = new("regularizer", []);
}
