using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>Additive attention (Bahdanau et al., 2014): <c>softmax(Σ scale · tanh(query + key)) · value</c>.</summary>
/// <remarks>Inputs, masks and output as in <see cref="ScoredAttention"/>. Weight, when used: <c>scale
/// [dim]</c>.</remarks>
/// <param name="useScale">Whether the scores have a learned scale for each feature.</param>
/// <param name="dropout">The share of attention weights set to 0 in training, from 0 to 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="dropout"/> is outside [0, 1].</exception>
public sealed class AdditiveAttention(bool useScale = true, double dropout = 0, string? name = null)
    : ScoredAttention(useScale, dropout, name)
{
    private protected override Score BuildScore(Shape query, WeightFactory weights)
    {
        var scale = UseScale ? weights.Add("scale", [query[^1]], Initializer.GlorotUniform) : null;
        return (q, k, call) =>
        {
            var pairs = call.Tanh(Pairs(q, k, call));
            return call.Sum(scale is null ? pairs : call.Multiply(scale.Value, pairs), false, -1);
        };
    }
}
