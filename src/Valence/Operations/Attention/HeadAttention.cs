using System.Runtime.CompilerServices;
using Valence.Kernels;

namespace Valence.Operations;

/// <summary>Scaled dot-product attention of several heads that lie side by side (Vaswani et al., 2017): for each head
/// the mean of the values, weighted by <c>softmax(scale · query · keyᵀ)</c> over the open keys.</summary>
/// <remarks>
/// Operands: queries <c>[batch, queries, heads · width]</c>, keys <c>[batch, keys, keyHeads · width]</c>, values
/// <c>[batch, keys, keyHeads · valueWidth]</c>; a mask whose axes repeat to <c>[batch, heads, queries, keys]</c>, 0
/// where a key is closed; the key <c>[4]</c> of the random numbers of dropout. The last two may be missing. Result
/// <c>[batch, queries, heads · valueWidth]</c>. Of more heads than key heads as many in a row share one.
/// A query without an open key attends to all keys alike, or to none.
/// </remarks>
public sealed class HeadAttention : Operation
{
    internal const int Query = 0, Key = 1, Value = 2, Mask = 3, Draws = 4, OperandCount = 5;
    internal const int StackFloats = 2048;

    private readonly HeadAttentionGradient _gradient;

    /// <summary>Attention with these attributes.</summary>
    /// <param name="heads">Heads of the queries: a multiple of <paramref name="keyHeads"/>.</param>
    /// <param name="keyHeads">Heads of keys and values, at least 1.</param>
    /// <param name="rule">The scale, which keys positions close, what becomes of queries without any, and the rate of
    /// dropout, which counts where there are random numbers.</param>
    public HeadAttention(int heads, int keyHeads, AttentionRule rule)
    {
        (Heads, KeyHeads, Rule) = (heads, Require.AtLeast(1, keyHeads), rule);
        if (heads % keyHeads != 0)
            throw new ArgumentException($"Expected a multiple of {keyHeads} heads, received {heads}.", nameof(heads));
        _gradient = new(this);
    }

    /// <summary>Heads of the queries.</summary>
    public int Heads { get; }

    /// <summary>Heads of keys and values.</summary>
    public int KeyHeads { get; }

    /// <summary>Which keys are open, and how scores become weights.</summary>
    public AttentionRule Rule { get; }

    /// <summary>The same for queries that go on after so many steps, whose keys come first.</summary>
    internal HeadAttention After(int steps) => new(Heads, KeyHeads, Rule with { FirstQuery = steps });

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == Draws ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var (q, k, v) = (x[Query].Shape, x[Key].Shape, x[Value].Shape);
        if (q.Rank != 3 || k.Rank != 3 || v.Rank != 3)
            throw Mismatch($"expected queries, keys and values [batch, time, heads · width], received {q}, {k} and "
                + $"{v}");
        if (k[0] != q[0] || v[0] != q[0] || v[1] != k[1])
            throw Mismatch($"expected as many rows everywhere and as many values as keys, received {q}, {k} and {v}");
        if (q[2] % Heads != 0 || k[2] % KeyHeads != 0 || v[2] % KeyHeads != 0 || q[2] / Heads != k[2] / KeyHeads)
            throw Mismatch($"expected {Heads} heads of queries and {KeyHeads} of keys and values, of one width in "
                + $"queries and keys, received {q}, {k} and {v}");
        Shape scores = [q[0], Heads, q[1], k[1]];
        if (x.Optional(Mask)?.Shape is { } mask && (mask.Rank != 4 || Broadcast.Join(mask, scores) != scores))
            throw Mismatch($"expected a mask whose axes repeat to {scores}, received {mask}");
        y[0] = new([q[0], q[1], v[2] / KeyHeads * Heads]);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var shape = ShapeOf(x);
        Span<float> room = shape.Keys <= StackFloats / 2 ? stackalloc float[StackFloats] : new float[2 * shape.Keys];
        var row = new AttendingQuery(shape, RuleOf(x), x, room);
        var to = y[0].Overwrite<float>();
        for (var b = 0; b < shape.Batch; b++)
            for (var h = 0; h < shape.Heads; h++)
                for (var i = 0; i < shape.Queries; i++)
                {
                    row.Weigh(b, h, i);
                    for (var c = 0; c < shape.ValueWidth; c++)
                    {
                        var sum = 0f;
                        for (var j = 0; j < shape.Keys; j++) sum += row.Weights[j] * row.Factors[j] * row.Value(j, c);
                        to[row.ResultAt(c)] = sum;
                    }
                }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        Results results = default;
        Span<Tensor> d = results;
        g.Call.Run(_gradient, [g.X[Query], g.X[Key], g.X[Value], g.X.Optional(Mask), g.X.Optional(Draws), g.Dy], d);
        for (var i = 0; i < d.Length; i++)
            if (g.Needs(i)) g.Add(i, d[i]);
    }

    /// <summary>The sizes of operands.</summary>
    internal AttentionShape ShapeOf(Operands x)
    {
        var (q, k, v) = (x[Query].Shape, x[Key].Shape, x[Value].Shape);
        return new(q[0], q[1], k[1], Heads, KeyHeads, q[2] / Heads, v[2] / KeyHeads);
    }

    /// <summary>The rule with the draws and the mask of a call.</summary>
    internal AttentionRule RuleOf(Operands x)
    {
        var rule = x.Optional(Draws) is { } draws ? Rule with { Draws = new(draws.Ints) }
            : Rule with { DropoutRate = 0 };
        if (x.Optional(Mask)?.Shape is not { } mask) return rule;
        return rule with
        {
            MaskSteps = (Step(0), Step(1), Step(2), Step(3)),
        };

        int Step(int axis) => mask[axis] == 1 ? 0 : mask[(axis + 1)..].Count;
    }

    [InlineArray(3)]
    private struct Results
    {
        private Tensor _first;
    }
}
