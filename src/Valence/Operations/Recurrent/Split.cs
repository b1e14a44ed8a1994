using System.Runtime.CompilerServices;

namespace Valence.Operations;

/// <summary>Cuts an axis into at most eight parts of a given length, the last one shorter where it
/// does not fit.</summary>
/// <remarks>Unlike one slice after another, its gradient is put together in one pass over the operand.</remarks>
/// <param name="axis">The axis to cut.</param>
/// <param name="length">The length of a part.</param>
public sealed class Split(int axis, int length) : Operation
{
    internal const int MaxParts = 8;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var from = x[0].Shape;
        if (axis >= from.Rank || from[axis] <= (y.Length - 1) * length || from[axis] > y.Length * length)
            throw Mismatch($"expected axis {axis} to make {y.Length} parts of length {length}, received {from}");
        for (var i = 0; i < y.Length; i++) y[i] = new(from.With(axis, Math.Min(length, from[axis] - i * length)));
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var shape = x[0].Shape;
        var outer = shape[..axis].Count;
        var inner = shape[(axis + 1)..].Count;
        var from = x[0].Floats;
        for (var i = 0; i < y.Length; i++)
        {
            var part = y[i].Shape[axis] * inner;
            var to = y[i].Overwrite<float>();
            for (var row = 0; row < outer; row++)
                from.Slice((row * shape[axis] + i * length) * inner, part).CopyTo(to[(row * part)..]);
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        Parts parts = default;
        var count = (g.X[0].Shape[axis] + length - 1) / length;
        for (var i = 0; i < count; i++) parts[i] = g.OutputGradient(i) ?? g.Call.ZerosLike(g.Output(i));
        g.Add(0, count == 1 ? parts[0]! : g.Call.Concat(axis, ((ReadOnlySpan<Tensor?>)parts)[..count]));
    }

    [InlineArray(MaxParts)]
    private struct Parts
    {
        private Tensor? _first;
    }
}
