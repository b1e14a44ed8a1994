using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>A block of a transformer (Vaswani et al., 2017): each step attends to the others of its sequence, then goes
/// by itself through two affine maps; both results are added to what went in, with a normalization before or
/// after.</summary>
/// <remarks>
/// Input <c>[batch, time, features]</c>, and with <see cref="RelativeSpan"/> the vectors of distances <c>[batch, 2 ·
/// span, features]</c> of a <see cref="RelativeEmbedding"/>; output <c>[batch, time, features]</c>. The input's mask
/// closes keys and passes on: a step that is masked attends itself, as in the models that this block stands for.
/// After: <c>h = norm(x + attention(x))</c>, <c>y = norm(h + map(h))</c>. Before: <c>h = x + attention(norm(x))</c>,
/// <c>y = h + map(norm(h))</c>, where <c>map(x) = output(activation(intermediate(x)))</c>, with a gate
/// <c>output(activation(intermediate(x)) · gate(x))</c>.
/// Weights: <c>query_dense</c>, <c>key_dense</c>, <c>value_dense</c>, <c>output_dense</c>, <c>intermediate_dense</c>,
/// <c>gate_dense</c> and <c>feedforward_dense</c>, each with <c>kernel</c> and <c>bias</c>, and
/// <c>attention_norm</c> and <c>feedforward_norm</c>, each with <c>gamma</c> and <c>beta</c>, as far as they are used.
/// </remarks>
/// <param name="numHeads">The number of heads, of which the features are a multiple; at least 1.</param>
/// <param name="intermediateDim">The width between the two affine maps; at least 1.</param>
/// <param name="activation">The function between them; <see cref="Activations.Gelu"/> when null.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class TransformerBlock(int numHeads, int intermediateDim, ActivationFunction? activation = null,
    string? name = null) : Layer(name)
{
    /// <summary>The number of heads.</summary>
    public int NumHeads { get; } = Require.AtLeast(1, numHeads);

    /// <summary>The width between the two affine maps.</summary>
    public int IntermediateDim { get; } = Require.AtLeast(1, intermediateDim);

    /// <summary>The function between them.</summary>
    public ActivationFunction Activation { get; init; } = activation ?? Activations.Gelu;

    /// <summary>Whether normalizations stand before attention and maps, and not after their sums.</summary>
    public bool NormalizeFirst { get; init; }

    /// <summary>Whether attention has a normalization; without it, what goes in is attended over as it is.</summary>
    public bool NormalizeAttention { get; init; } = true;

    /// <summary>Added to the variance in normalizations.</summary>
    public double LayerNormEpsilon
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(LayerNormEpsilon));
    } = 1e-5;

    /// <summary>Whether normalizations add an offset.</summary>
    public bool UseNormOffset { get; init; } = true;

    /// <summary>Whether attention's projections have biases.</summary>
    public bool UseAttentionBias { get; init; } = true;

    /// <summary>Whether the two affine maps have biases.</summary>
    public bool UseFeedForwardBias { get; init; } = true;

    /// <summary>Whether the width between the maps is multiplied by an affine gate of the input (Shazeer,
    /// 2020).</summary>
    public bool UseGate { get; init; }

    /// <summary>Whether a step attends to no later one.</summary>
    public bool UseCausalMask { get; init; }

    /// <summary>Positions this far apart or farther do not attend to each other; null for no limit.</summary>
    public int? SlidingWindow
    {
        get;
        init => field = value is { } steps ? Require.AtLeast(1, steps, nameof(SlidingWindow)) : null;
    }

    /// <summary>Rotary positions: what the angles' powers are taken of, such as 10,000; null for none.</summary>
    public double? RotaryTheta
    {
        get;
        init => field = value is { } theta ? Require.Between(1, float.MaxValue, theta, nameof(RotaryTheta)) : null;
    }

    /// <summary>Relative positions: half of the rows of their table; null for none.</summary>
    public int? RelativeSpan
    {
        get;
        init => field = value is { } span ? Require.AtLeast(1, span, nameof(RelativeSpan)) : null;
    }

    /// <summary>The distance below which the last row begins; null for a row each. See
    /// <see cref="RelativePositions"/>.</summary>
    public int? RelativeFarthest { get; init; }

    /// <summary>Whether scores have a term of the query and the distance.</summary>
    public bool ScoresQueryDistance { get; init; } = true;

    /// <summary>Whether scores have a term of the key and the distance.</summary>
    public bool ScoresKeyDistance { get; init; } = true;

    /// <summary>The share of attention weights set to 0 in training.</summary>
    public double AttentionDropout
    {
        get;
        init => field = Require.Between(0, 1, value, nameof(AttentionDropout));
    }

    /// <summary>The share of the vectors of distances set to 0 in training.</summary>
    public double DistanceDropout
    {
        get;
        init => field = Require.Between(0, 1, value, nameof(DistanceDropout));
    }

    /// <summary>The share of attention's results set to 0 in training.</summary>
    public double OutputDropout { get; init => field = Require.Between(0, 1, value, nameof(OutputDropout)); }

    /// <summary>The share of elements between the maps set to 0 in training.</summary>
    public double IntermediateDropout
    {
        get;
        init => field = Require.Between(0, 1, value, nameof(IntermediateDropout));
    }

    /// <summary>The share of the second map's results set to 0 in training.</summary>
    public double FeedForwardDropout
    {
        get;
        init => field = Require.Between(0, 1, value, nameof(FeedForwardDropout));
    }

    /// <summary>A seed of the layer's own for dropout; null to derive the draws from the model's seed and the layer's
    /// name.</summary>
    public int? Seed { get; init; }

    /// <summary>What kernels hold at first.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <inheritdoc/>
    public override IReadOnlyList<string> CallArguments { get; } = ["inputs", "distances"];

    /// <inheritdoc/>
    public override bool HasMaskArgument => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        Activation.KeepsRowsApart(inputs[0].WithLast(IntermediateDim));

    /// <inheritdoc/>
    public override int MostContinuedSteps =>
        UseCausalMask && RelativeSpan is null && Activation.KeepsStepsApart ? int.MaxValue : 0;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        var expected = RelativeSpan is null ? 1 : 2;
        if (inputs.Length != expected)
            throw new ShapeException(Place, $"expected {(expected == 1 ? "one input" : "a sequence and the vectors of "
                + "distances")}, received {inputs.Length} inputs");
        var input = inputs[0];
        if (input.Rank != 3 || input[2] < 1 || input[2] % NumHeads != 0)
            throw new ShapeException(Place, $"expected [batch, time, features] with features that are a multiple of "
                + $"{NumHeads} heads, received {input}");
        var attention = new BlockAttention(this, inputs, weights);
        var feedForward = new BlockFeedForward(this, input, weights);
        var attentionNorm = NormalizeAttention ? Norm("attention_norm", input, weights) : null;
        var feedForwardNorm = Norm("feedforward_norm", input, weights);
        return NormalizeFirst ? Before : After;

        Values Before(Values x, CallContext call)
        {
            var h = call.Add(x.Tensor, attention.Call(Normal(attentionNorm, x.Tensor, call), x, call));
            return new Value(call.Add(h, feedForward.Call(Normal(feedForwardNorm, h, call), call)), x.Mask);
        }

        Values After(Values x, CallContext call)
        {
            var h = Normal(attentionNorm, call.Add(x.Tensor, attention.Call(x.Tensor, x, call)), call);
            return new Value(Normal(feedForwardNorm, call.Add(h, feedForward.Call(h, call)), call), x.Mask);
        }
    }

    private ValueForward Norm(string scope, Shape input, WeightFactory weights) =>
        weights.Child(scope, new LayerNormalization(LayerNormEpsilon, UseNormOffset), input);

    private static Tensor Normal(ValueForward? norm, Tensor x, CallContext call) =>
        norm is null ? x : norm(new Value(x), call).Tensor;
}
