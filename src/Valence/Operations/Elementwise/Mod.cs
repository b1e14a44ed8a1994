namespace Valence.Operations;

/// <summary>What is left of a after whole multiples of b, with the sign of b, as Python's <c>%</c>; of integers and
/// b = 0 it is 0.</summary>
public sealed class Mod : ElementwiseBinary
{
    internal static readonly Mod Instance = new();

    /// <inheritdoc/>
    protected override bool TakesIntegers => true;

    /// <inheritdoc/>
    public override void Gradient(GradientScope g)
    {
        if (g.Needs(0)) g.Add(0, g.Call.SumTo(g.Dy, g.X[0]));
        if (g.Needs(1))
            g.Add(1, g.Call.SumTo(
                g.Call.Negate(g.Call.Multiply(g.Dy, g.Call.FloorDivide(g.X[0], g.X[1]))), g.X[1]));
    }

    internal static float Of(float a, float b)
    {
        var rest = a % b;
        return rest == 0 ? MathF.CopySign(0, b) : rest < 0 != b < 0 ? rest + b : rest;
    }

    /// <inheritdoc/>
    protected override float Value(float a, float b) => Of(a, b);

    /// <inheritdoc/>
    protected override int Value(int a, int b)
    {
        if (b is 0 or -1) return 0;
        var rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }
}
