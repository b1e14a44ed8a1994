using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>What an optimizer remembers and shrinks from step to step. Where no gradient comes any more it would become
/// subnormal, which many processors compute with a hundred times as slowly, and stay so: here it becomes 0.</summary>
internal static class Decaying
{
    /// <summary>Remembered numbers below it are 0: 10⁻³⁰, or 0 where a formula divides by hardly more than their
    /// root.</summary>
    public static float Least(double epsilon) => epsilon >= 1e-12 ? 1e-30f : 0;

    /// <summary><paramref name="slot"/>, or 0 where it is smaller than <paramref name="least"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Kept(Vector<float> slot, Vector<float> least) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(slot), least), Vector<float>.Zero, slot);

    /// <inheritdoc cref="Kept(Vector{float}, Vector{float})"/>
    public static float Kept(float slot, float least) => MathF.Abs(slot) < least ? 0 : slot;
}
