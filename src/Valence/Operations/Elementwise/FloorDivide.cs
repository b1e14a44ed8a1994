namespace Valence.Operations;

/// <summary>The largest whole number that is not above the quotient, as Python's <c>//</c>; of integers and b = 0 it is
/// 0.</summary>
public sealed class FloorDivide : ElementwiseBinary
{
    internal static readonly FloorDivide Instance = new();

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    protected override bool TakesIntegers => true;

    /// <inheritdoc/>
    protected override float Value(float a, float b)
    {
        if (b == 0) return a / b;
        // The quotient of what divides without rest, so that rounding does not reach the next whole number.
        var quotient = (a - Mod.Of(a, b)) / b;
        var whole = MathF.Floor(quotient);
        return quotient - whole > 0.5f ? whole + 1 : whole;
    }

    /// <inheritdoc/>
    protected override int Value(int a, int b)
    {
        if (b == 0) return 0;
        if (b == -1) return unchecked(-a);
        var quotient = a / b;
        return a % b != 0 && a < 0 != b < 0 ? quotient - 1 : quotient;
    }
}
