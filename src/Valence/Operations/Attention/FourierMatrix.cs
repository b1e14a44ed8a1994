namespace Valence.Operations;

/// <summary>The cosines or sines of a discrete Fourier transform over an axis of length <c>n</c>: <c>y[j, k] =
/// cos(2 π j k / n)</c>, or the sine.</summary>
/// <remarks>Operand: any tensor with that axis, for its length; result <c>[n, n]</c>, which is symmetric.</remarks>
/// <param name="axis">The axis; at least 0.</param>
/// <param name="isSine">Whether the elements are sines.</param>
public sealed class FourierMatrix(int axis, bool isSine) : Operation
{
    private readonly int _axis = Require.AtLeast(0, axis);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[0].Shape.Rank <= _axis) throw Mismatch($"expected an axis {_axis}, received {x[0].Shape}");
        y[0] = new([x[0].Shape[_axis], x[0].Shape[_axis]]);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var n = y[0].Shape[0];
        var to = y[0].Overwrite<float>();
        if (n == 0) return;
        // The elements of the row of j = 1 are those of all rows.
        var circle = to.Slice(n == 1 ? 0 : n, n);
        for (var i = 0; i < n; i++)
            circle[i] = (float)(isSine ? Math.Sin(2 * Math.PI * i / n) : Math.Cos(2 * Math.PI * i / n));
        for (var j = 0; j < n; j++)
            for (var k = 0; k < n; k++) to[j * n + k] = circle[(int)((long)j * k % n)];
    }
}
