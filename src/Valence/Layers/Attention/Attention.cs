using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>Dot-product attention (Luong et al., 2015): <c>softmax(scale · query · keyᵀ) · value</c>; or with scores
/// <c>weight · Σ tanh(scale · (query + key))</c>.</summary>
/// <remarks>Inputs, masks and output as in <see cref="ScoredAttention"/>. Weights, each when used: <c>scale []</c> and
/// <c>concat_score_weight []</c>.</remarks>
/// <param name="useScale">Whether the scores have a learned scale.</param>
/// <param name="scoreMode">How a query and a key are scored.</param>
/// <param name="dropout">The share of attention weights set to 0 in training, from 0 to 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="dropout"/> is outside [0, 1].</exception>
public sealed class Attention(bool useScale = false, Choice<AttentionScore> scoreMode = default, double dropout = 0,
    string? name = null) : ScoredAttention(useScale, dropout, name)
{
    /// <summary>How a query and a key are scored.</summary>
    public Choice<AttentionScore> ScoreMode { get; init; } = scoreMode;

    private protected override Score BuildScore(Shape query, WeightFactory weights)
    {
        var scale = UseScale ? weights.Add("scale", [], Initializer.Ones) : null;
        if (ScoreMode == AttentionScore.Dot)
            return (q, k, call) =>
            {
                var products = call.MatMul(q, k, transposeB: true);
                return scale is null ? products : call.Multiply(products, scale.Value);
            };
        var weight = weights.Add("concat_score_weight", [], Initializer.Ones);
        return (q, k, call) =>
        {
            var pairs = Pairs(q, k, call);
            if (scale is not null) pairs = call.Multiply(scale.Value, pairs);
            return call.Multiply(weight.Value, call.Sum(call.Tanh(pairs), false, -1));
        };
    }
}
