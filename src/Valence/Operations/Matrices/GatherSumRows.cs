namespace Valence.Operations;

/// <summary>The gradient of <see cref="GatherSum"/> with respect to the rows of its table, summed where a row occurs
/// more than once.</summary>
/// <remarks>
/// Operands: the gradient of the sums <c>dy [m, w]</c>; which of the distinct rows is at each place <c>[m·p]</c>, from
/// 0 to count − 1; integers <c>[count]</c>, whose length alone matters; and the mask <c>[m, p]</c> or none. Result:
/// <c>[count, w]</c>, the sums of <c>dy</c>'s rows over the places of each number, in their order.
/// </remarks>
public sealed class GatherSumRows : Operation
{
    internal const int Dy = 0, Numbers = 1, Distinct = 2, Mask = 3;

    internal static readonly GatherSumRows Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    internal override bool LacksGradient => true;

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index is Numbers or Distinct ? [ElementType.Int32] : [ElementType.Float32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[Dy].Shape is not [var m, var width] || m == 0 || x[Numbers].Count % m != 0)
            throw Mismatch($"expected a gradient [m, w] and numbers [m·p], received {x[Dy].Shape} and "
                + $"{x[Numbers].Shape}");
        if (x[Distinct].Shape is not [var count])
            throw Mismatch($"expected a vector of the distinct rows, received {x[Distinct].Shape}");
        if (x.Has(Mask) && x[Mask].Count != x[Numbers].Count)
            throw Mismatch($"expected a mask for {x[Numbers].Count} places, received {x[Mask].Shape}");
        y[0] = new([count, width], MostRows: x[Distinct].MostRows);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        ReadOnlySpan<float> dy = x[Dy].Floats, mask = x.FloatsOrEmpty(Mask);
        var numbers = x[Numbers].Ints;
        var width = x[Dy].Shape[1];
        var places = numbers.Length / x[Dy].Shape[0];
        var sums = y[0].Overwrite<float>();
        sums.Clear();
        for (var place = 0; place < numbers.Length; place++)
            for (var j = 0; j < width && (mask.IsEmpty || mask[place] != 0); j++)
                sums[numbers[place] * width + j] += dy[place / places * width + j];
    }
}
