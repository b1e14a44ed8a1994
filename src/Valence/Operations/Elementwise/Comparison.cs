namespace Valence.Operations;

/// <summary>A question about pairs of numbers of one type: 1 where it holds and 0 elsewhere, in float32.</summary>
public abstract class Comparison : ElementwiseBinary
{
    /// <inheritdoc/>
    public sealed override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected sealed override bool TakesIntegers => true;

    /// <summary>The question.</summary>
    protected abstract bool Holds(float a, float b);

    /// <summary>The question about integers.</summary>
    protected abstract bool Holds(int a, int b);

    /// <inheritdoc/>
    protected sealed override ElementType ResultType(ElementType type) => ElementType.Float32;

    /// <inheritdoc/>
    protected sealed override float Value(float a, float b) => Holds(a, b) ? 1 : 0;

    private protected sealed override void DefineIntegers(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Tensor y,
        Broadcast ofA, Broadcast ofB)
    {
        var to = y.Overwrite<float>();
        for (var i = 0; i < to.Length; i++) to[i] = Holds(a[ofA[i]], b[ofB[i]]) ? 1 : 0;
    }
}
