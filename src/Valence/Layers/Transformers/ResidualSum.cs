using Valence.Operations;

namespace Valence.Layers;

/// <summary>What stands around a part of a transformer: a normalization before the part, or after its sum with the
/// part's input; and dropout of its result.</summary>
/// <param name="normalizeFirst">Whether the normalization stands before the part.</param>
/// <param name="norm">The normalization.</param>
/// <param name="dropout">Dropout of the part's result; null for none.</param>
internal sealed class ResidualSum(bool normalizeFirst, ValueForward norm, ValueForward? dropout)
{
    /// <summary>What goes into the part.</summary>
    public Tensor Before(Tensor x, CallContext call) => normalizeFirst ? Of(norm, x, call) : x;

    /// <summary>The sum of the part's input and result.</summary>
    public Tensor After(Tensor x, Tensor y, CallContext call)
    {
        var sum = call.Add(dropout is null ? y : Of(dropout, y, call), x);
        return normalizeFirst ? sum : Of(norm, sum, call);
    }

    private static Tensor Of(ValueForward layer, Tensor x, CallContext call) => layer(new Value(x), call).Tensor;
}
