using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>A trained vector for each integer id, and the way back: scores of all ids for a vector (Press and Wolf,
/// 2016).</summary>
/// <remarks>
/// Forward as <see cref="Embedding"/>: ids <c>[batch, …]</c> to <c>[batch, …, outputDim]</c>. In reverse:
/// <c>[batch, …, outputDim]</c> to <c>[batch, …, inputDim]</c>, the product with the table transposed, or with a matrix
/// of its own; without a bias. <see cref="Reversed"/> is a layer for the way back with the same weights.
/// Weights: <c>embeddings [inputDim, outputDim]</c> and, where they are not tied, <c>reverse_embeddings [outputDim,
/// inputDim]</c>.
/// </remarks>
/// <param name="inputDim">The number of ids; at least 1.</param>
/// <param name="outputDim">The width of a vector; at least 1.</param>
/// <param name="tieWeights">Whether the way back uses the table itself.</param>
/// <param name="maskZero">Whether id 0 is padding: the output then carries a mask that is 0 there.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class ReversibleEmbedding(int inputDim, int outputDim, bool tieWeights = true, bool maskZero = false,
    string? name = null) : Layer(name)
{
    private ReversibleEmbedding? _forward;

    /// <summary>The number of ids.</summary>
    public int InputDim { get; } = Require.AtLeast(1, inputDim);

    /// <summary>The width of a vector.</summary>
    public int OutputDim { get; } = Require.AtLeast(1, outputDim);

    /// <summary>Whether the way back uses the table itself.</summary>
    public bool TieWeights { get; init; } = tieWeights;

    /// <summary>Whether id 0 is padding.</summary>
    public bool MaskZero { get; init; } = maskZero;

    /// <summary>Scores of the way back become <c>tanh(score / cap) · cap</c>; null for no cap. Above 0.</summary>
    public double? LogitSoftCap
    {
        get;
        init => field = value is null or > 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(LogitSoftCap), value,
                $"Expected {nameof(LogitSoftCap)} above 0, received {value}.");
    }

    /// <summary>Whether the layer goes from vectors to scores; Keras takes it as an argument of the call.</summary>
    public bool Reverse { get; init; }

    /// <summary>What the table holds at first.</summary>
    public Initializer EmbeddingsInitializer { get; init; } = Initializer.Uniform;

    /// <summary>A penalty on the table, or null.</summary>
    public Regularizer? EmbeddingsRegularizer { get; init; }

    /// <summary>A projection of the table after each step, or null.</summary>
    public Constraint? EmbeddingsConstraint { get; init; }

    /// <inheritdoc/>
    public override ElementType InputType => Reverse ? ElementType.Float32 : ElementType.Int32;

    /// <inheritdoc/>
    internal override Layer? MakerOfWeights => _forward;

    /// <summary>The way back with this layer's weights: a layer from vectors to scores.</summary>
    /// <exception cref="InvalidOperationException">This layer is the way back already.</exception>
    public ReversibleEmbedding Reversed() => Reverse
        ? throw new InvalidOperationException($"{Place}: goes from vectors to scores already.")
        : new(InputDim, OutputDim, TieWeights, MaskZero)
        {
            LogitSoftCap = LogitSoftCap,
            Reverse = true,
            EmbeddingsInitializer = EmbeddingsInitializer,
            EmbeddingsRegularizer = EmbeddingsRegularizer,
            EmbeddingsConstraint = EmbeddingsConstraint,
            _forward = this,
        };

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override int MostContinuedSteps => int.MaxValue;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length != 1) throw new ShapeException(Place, $"expected one input, received {inputs.Length}");
        if (_forward is not null) weights.Include(_forward.EnsureBuilt([[Shape.Unknown, Shape.Unknown]]));
        var table = _forward?.Weights[0] ?? weights.Add("embeddings", [InputDim, OutputDim], EmbeddingsInitializer,
            EmbeddingsRegularizer, EmbeddingsConstraint);
        var back = TieWeights ? null : _forward?.Weights[1]
            ?? weights.Add("reverse_embeddings", [OutputDim, InputDim], EmbeddingsInitializer);
        table.Int8Form = new(InputDim, OutputDim, IsTable: true);
        back?.Int8Form = new(OutputDim, InputDim);
        return Reverse ? (x, call) => Scores(x.Tensor, table, back, call) : (x, call) => Vectors(x.Tensor, table, call);
    }

    private Values Vectors(Tensor x, Weight table, CallContext call)
    {
        var ids = call.Ids(x);
        var mask = MaskZero ? call.NotEqual(call.Cast(ids, ElementType.Float32), call.Scalar(0)) : null;
        return new Value(call.Gather(table.Value, ids), mask);
    }

    private Values Scores(Tensor x, Weight table, Weight? back, CallContext call)
    {
        if (x.Type != ElementType.Float32 || x.Shape.Rank < 2 || x.Shape[^1] != OutputDim)
            throw new ShapeException(Place, $"expected vectors [batch, …, {OutputDim}] in reverse, "
                + $"received {x.TypeAndShape}. "
                + "Ids go to a layer that is not in reverse; one layer used both ways in a file is not supported");
        var scores = back is null ? call.Scores(x, table) : call.Affine(x, back, null);
        return (float?)LogitSoftCap is not { } cap ? scores : call.Scale(call.Tanh(call.Scale(scores, 1 / cap)), cap);
    }
}
