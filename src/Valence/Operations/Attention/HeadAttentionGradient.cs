using Valence.Kernels;

namespace Valence.Operations;

/// <summary>The gradients of <see cref="HeadAttention"/>.</summary>
/// <remarks>Operands: those of the attention, of which the mask and the random numbers may be missing, and the gradient
/// of its result. Results: the gradients of queries, keys and values.</remarks>
/// <param name="attention">What it is the gradient of.</param>
public sealed class HeadAttentionGradient(HeadAttention attention) : Operation
{
    internal const int Dy = HeadAttention.OperandCount;

    /// <summary>What it is the gradient of.</summary>
    public HeadAttention Attention { get; } = attention;

    /// <inheritdoc/>
    internal override bool LacksGradient => true;

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) => Attention.OperandTypes(index);

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        Attention.Infer(x, y);
        if (y[0].Shape != x[Dy].Shape)
            throw Mismatch($"expected a gradient of shape {y[0].Shape}, received {x[Dy].Shape}");
        for (var i = 0; i < y.Length; i++) y[i] = new(x[i].Shape);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var shape = Attention.ShapeOf(x);
        Span<float> room = shape.Keys <= HeadAttention.StackFloats / 3 ? stackalloc float[HeadAttention.StackFloats]
            : new float[3 * shape.Keys];
        var row = new AttendingQuery(shape, Attention.RuleOf(x), x, room);
        var slopes = room[(2 * shape.Keys)..];
        var dy = x[Dy].Floats;
        var dq = y[0].Overwrite<float>();
        var dk = y[1].Overwrite<float>();
        var dv = y[2].Overwrite<float>();
        dq.Clear();
        dk.Clear();
        dv.Clear();
        for (var b = 0; b < shape.Batch; b++)
            for (var h = 0; h < shape.Heads; h++)
                for (var i = 0; i < shape.Queries; i++)
                {
                    row.Weigh(b, h, i);
                    var mean = 0f;
                    for (var j = 0; j < shape.Keys; j++)
                    {
                        var slope = 0f;
                        for (var c = 0; c < shape.ValueWidth; c++)
                        {
                            slope += dy[row.ResultAt(c)] * row.Value(j, c);
                            dv[row.ValueAt(j, c)] += row.Weights[j] * row.Factors[j] * dy[row.ResultAt(c)];
                        }
                        slopes[j] = slope * row.Factors[j];
                        mean += row.Weights[j] * slopes[j];
                    }
                    // Weights that are all alike follow no score.
                    for (var j = 0; j < shape.Keys && row.HasOpenKey; j++)
                    {
                        var slope = row.Weights[j] * (slopes[j] - mean) * row.Rule.Scale;
                        for (var c = 0; c < shape.Width; c++)
                        {
                            dq[row.QueryAt(c)] += slope * row.Key(j, c);
                            dk[row.KeyAt(j, c)] += slope * row.Query(c);
                        }
                    }
                }
    }
}
