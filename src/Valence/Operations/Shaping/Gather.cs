namespace Valence.Operations;

/// <summary>Rows of a table <c>[rows, …]</c> by integer ids of any shape: the result is <c>[ids…, …]</c>.</summary>
/// <remarks>The CPU backend copies the rows when somebody reads the result: change the table after that, not between.
/// Training steps see to it themselves.</remarks>
public sealed class Gather : Operation
{
    internal static readonly Gather Instance = new();

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        index == 1 ? [ElementType.Int32] : [ElementType.Float32, ElementType.Int32];

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[0].Shape.Rank == 0) throw Mismatch($"expected a table with rows, received {x[0].Shape}");
        y[0] = new(x[1].Shape.Concat(x[0].Shape[1..]), x[0].Type, x[1].MostRows);
    }

    /// <inheritdoc/>
    /// <exception cref="IdOutOfRangeException">An id is negative or not below the number of rows.</exception>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        ReadOnlySpan<int> ids = x[1].Ints;
        var width = x[0].Shape[1..].Count;
        IdOutOfRangeException.Check(x[1], x[0].Shape[0]);
        if (y[0].Type == ElementType.Int32) Copy<int>(x[0].Ints, ids, y[0].Overwrite<int>(), width);
        else Copy<float>(x[0].Floats, ids, y[0].Overwrite<float>(), width);
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.AddRows(0, g.X[1], g.Dy);
    }

    private static void Copy<T>(ReadOnlySpan<T> table, ReadOnlySpan<int> ids, Span<T> to, int width)
    {
        for (var i = 0; i < ids.Length; i++) table.Slice(ids[i] * width, width).CopyTo(to[(i * width)..]);
    }
}
