using Valence.Constraints;
using Valence.Initializers;
using Valence.Operations;
using Valence.Regularizers;
using Valence.Text;

namespace Valence.Layers;

/// <summary>A trained vector for each integer id: row <c>id</c> of a table.</summary>
/// <remarks>
/// Input <c>[batch, …]</c> of ids from 0 to <c>inputDim − 1</c>; output <c>[batch, …, outputDim]</c>. Weight:
/// <c>embeddings [inputDim, outputDim]</c>.
/// An id outside the table is an <see cref="IdOutOfRangeException"/>; whole floats are ids too, others an
/// <see cref="IdNotWholeException"/>.
/// </remarks>
/// <param name="inputDim">The number of ids; at least 1.</param>
/// <param name="outputDim">The width of a vector; at least 1.</param>
/// <param name="maskZero">Whether id 0 is padding: the output then carries a mask that is 0 there. Row 0 exists all the
/// same.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <param name="inputLength">Of a layer that begins a model, the number of ids in a row; null elsewhere, and where
/// rows of any length come.</param>
public sealed class Embedding(int inputDim, int outputDim, bool maskZero = false, string? name = null,
    int? inputLength = null) : Layer(name, FirstShape(inputLength, null, nameof(inputLength)))
{
    /// <summary>A table that begins with given vectors: <c>new Embedding(vectors.ToEmbeddingMatrix(words))</c>. Set
    /// <see cref="Layer.Trainable"/> to false where they shall stay.</summary>
    /// <param name="matrix">Row <c>id</c> is the vector of an id.</param>
    /// <param name="maskZero">Whether id 0 is padding.</param>
    /// <param name="name">The layer's name; an automatic one when null.</param>
    public Embedding(EmbeddingMatrix matrix, bool maskZero = false, string? name = null)
        : this(Require.NotNull(matrix).Weights, maskZero, name)
    {
    }

    /// <inheritdoc cref="Embedding(EmbeddingMatrix, bool, string?)"/>
    public Embedding(float[,] matrix, bool maskZero = false, string? name = null)
        : this(Tensor.From(Require.NotNull(matrix)), maskZero, name)
    {
    }

    /// <inheritdoc cref="Embedding(EmbeddingMatrix, bool, string?)"/>
    /// <exception cref="ArgumentException">It is no matrix of floats.</exception>
    public Embedding(Tensor matrix, bool maskZero = false, string? name = null)
        : this(Require.NotNull(matrix) is { Shape: [var rows, _], Type: ElementType.Float32 } ? rows
            : throw new ArgumentException($"Expected a float32 matrix, received {matrix.TypeAndShape}.",
                nameof(matrix)),
            matrix.Shape[1], maskZero, name) => EmbeddingsInitializer = new Constant(matrix);

    /// <summary>The number of ids.</summary>
    public int InputDim { get; } = Require.AtLeast(1, inputDim);

    /// <summary>The width of a vector.</summary>
    public int OutputDim { get; } = Require.AtLeast(1, outputDim);

    /// <summary>Whether id 0 is padding.</summary>
    public bool MaskZero { get; init; } = maskZero;

    /// <summary>What the table holds at first.</summary>
    public Initializer EmbeddingsInitializer { get; init; } = Initializer.Uniform;

    /// <summary>A penalty on the table, or null.</summary>
    public Regularizer? EmbeddingsRegularizer { get; init; }

    /// <summary>A projection of the table after each step, or null.</summary>
    public Constraint? EmbeddingsConstraint { get; init; }

    /// <inheritdoc/>
    public override ElementType InputType => ElementType.Int32;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override int MostContinuedSteps => int.MaxValue;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        var table = weights.AddMatrix("embeddings", [InputDim, OutputDim], EmbeddingsInitializer,
            EmbeddingsRegularizer, EmbeddingsConstraint);
        table.Int8Form = new(InputDim, OutputDim, IsTable: true);
        return (x, call) =>
        {
            var ids = call.Ids(x.Tensor);
            var mask = MaskZero ? call.NotEqual(call.Cast(ids, ElementType.Float32), call.Scalar(0)) : null;
            return new Value(call.Gather(table, ids), mask);
        };
    }
}
