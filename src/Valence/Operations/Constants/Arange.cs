namespace Valence.Operations;

/// <summary>The integers <c>0, 1, …, length − 1</c>. No operands.</summary>
public sealed class Arange : Operation
{
    private static readonly AttributeCache<Arange> Cache = new(length => new(length));

    private readonly int _length;

    private Arange(int length) => _length = length;

    /// <summary>The operation for so many.</summary>
    public static Arange For(int length) => length < Cached ? Cache[length] : new(length);

    // Longer ones are rare, and the cache is as long as the longest.
    private const int Cached = 4096;

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y) => y[0] = new([_length], ElementType.Int32);

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var to = y[0].Overwrite<int>();
        for (var i = 0; i < to.Length; i++) to[i] = i;
    }
}
