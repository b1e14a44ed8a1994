using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Functions of one number for <see cref="Elementwise"/>.</summary>
internal static class Unary
{

    /// <summary>−x</summary>
    public readonly struct Negate : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.Multiply(L.Create(-1), x);
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

    /// <summary>The error function</summary>
    public readonly struct Erf : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.Erf(x);
    }

    /// <summary>½ x (1 + erf(x / √2))</summary>
    public readonly struct Gelu : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.Gelu(x);
    }

    /// <summary>½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))</summary>
    public readonly struct GeluByTanh : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => VectorMath<L, V>.GeluByTanh(x);
    }

    /// <summary>max(x, 0)</summary>
    public readonly struct Relu : IUnary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged => L.Max(L.Create(0), x);
    }
}
