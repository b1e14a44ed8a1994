using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Functions of one number for <see cref="Elementwise"/>.</summary>
public static class Unary
{
    /// <summary>x</summary>
    public readonly struct Identity : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => x;
    }

    /// <summary>−x</summary>
    public readonly struct Negate : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.Subtract(L.Create(0), x);
    }

    /// <summary>|x|</summary>
    public readonly struct Abs : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.Abs(x);
    }

    /// <summary>−1, 0 or 1 as x is negative, zero or positive; NaN for NaN</summary>
    public readonly struct Sign : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V>
            where V : unmanaged => L.Select(L.GreaterThan(x, L.Create(0)), L.Create(1),
                L.Select(L.GreaterThan(L.Create(0), x), L.Create(-1), L.Multiply(x, L.Create(0))));
    }

    /// <summary>x²</summary>
    public readonly struct Square : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.Multiply(x, x);
    }

    /// <summary>√x</summary>
    public readonly struct Sqrt : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.Sqrt(x);
    }

    /// <summary>1 / √x</summary>
    public readonly struct ReciprocalSqrt : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.Divide(L.Create(1), L.Sqrt(x));
    }

    /// <summary>1 / x</summary>
    public readonly struct Reciprocal : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.Divide(L.Create(1), x);
    }

    /// <summary>eˣ</summary>
    public readonly struct Exp : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.Exp(x);
    }

    /// <summary>eˣ − 1</summary>
    public readonly struct Expm1 : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.Expm1(x);
    }

    /// <summary>Natural logarithm</summary>
    public readonly struct Log : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.Log(x);
    }

    /// <summary>log(1 + x)</summary>
    public readonly struct Log1P : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.Log1P(x);
    }

    /// <summary>Hyperbolic tangent</summary>
    public readonly struct Tanh : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.Tanh(x);
    }

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    public readonly struct Sigmoid : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.Sigmoid(x);
    }

    /// <summary>log(1 + eˣ)</summary>
    public readonly struct Softplus : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.Softplus(x);
    }

    /// <summary>x / (1 + |x|)</summary>
    public readonly struct Softsign : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged =>
            L.Divide(x, L.Add(L.Create(1), L.Abs(x)));
    }

    /// <summary>The error function</summary>
    public readonly struct Erf : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.Erf(x);
    }

    /// <summary>max(x, 0)</summary>
    public readonly struct Relu : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.Max(L.Create(0), x);
    }

    /// <summary>min(max(x, 0), 6)</summary>
    public readonly struct Relu6 : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged =>
            L.Min(L.Create(6), L.Max(L.Create(0), x));
    }

    /// <summary>1.0507·x for x &gt; 0, else 1.7581·(eˣ − 1)</summary>
    public readonly struct Selu : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V>
            where V : unmanaged => L.Select(L.GreaterThan(x, L.Create(0)), L.Multiply(L.Create(1.05070099f), x),
                L.Multiply(L.Create(1.75809934f), VectorMath<L, V>.Expm1(x)));
    }

    /// <summary>x / (1 + e⁻ˣ)</summary>
    public readonly struct Silu : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged =>
            L.Multiply(x, VectorMath<L, V>.Sigmoid(x));
    }

    /// <summary>min(max(x / 6 + ½, 0), 1)</summary>
    public readonly struct HardSigmoid : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged =>
            L.Min(L.Create(1), L.Max(L.Create(0), L.Add(L.Divide(x, L.Create(6)), L.Create(0.5f))));
    }

    /// <summary>x times the normal distribution function of x</summary>
    public readonly struct Gelu : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged =>
            L.Multiply(L.Multiply(L.Create(0.5f), x), VectorMath<L, V>.Erfc(L.Multiply(x, L.Create(-0.70710678f))));
    }

    /// <summary>Gelu's approximation by the hyperbolic tangent</summary>
    public readonly struct GeluTanh : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V>
            where V : unmanaged => L.Multiply(L.Multiply(L.Create(0.5f), x),
                L.Add(L.Create(1),
                    VectorMath<L, V>.Tanh(
                        L.Multiply(L.Create(0.79788456f),
                            L.MultiplyAdd(L.Multiply(L.Multiply(x, x), x), L.Create(0.044715f), x)))));
    }

    /// <summary>x · tanh(log(1 + eˣ))</summary>
    public readonly struct Mish : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged =>
            L.Multiply(x, VectorMath<L, V>.Tanh(VectorMath<L, V>.Softplus(x)));
    }

    /// <summary>factor · x</summary>
    /// <param name="factor">What every number is multiplied by.</param>
    public readonly struct Scale(float factor) : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.Multiply(L.Create(factor), x);
    }

    /// <summary>x + offset</summary>
    /// <param name="offset">What is added to every number.</param>
    public readonly struct Shift(float offset) : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.Add(x, L.Create(offset));
    }

    /// <summary>x, at least low and at most high</summary>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    public readonly struct Clip(float low, float high) : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged =>
            L.Min(L.Create(high), L.Max(L.Create(low), x));
    }

    /// <summary>x for x &gt; 0, else slope · x</summary>
    /// <param name="slope">The slope below 0.</param>
    public readonly struct LeakyRelu(float slope) : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged =>
            L.Select(L.GreaterThan(x, L.Create(0)), x, L.Multiply(L.Create(slope), x));
    }

    /// <summary>x for x &gt; 0, else alpha · (eˣ − 1)</summary>
    /// <param name="alpha">Minus the limit at −∞.</param>
    public readonly struct Elu(float alpha) : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged =>
            L.Select(L.GreaterThan(x, L.Create(0)), x, L.Multiply(L.Create(alpha), VectorMath<L, V>.Expm1(x)));
    }
}
