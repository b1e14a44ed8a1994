using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Functions of two numbers for <see cref="Elementwise"/>; gradients take the result or argument first and the
/// incoming gradient second.</summary>
internal static class Binary
{
    /// <summary>x + y</summary>
    public readonly struct Add : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged => L.Add(x, y);
    }

    /// <summary>x − y</summary>
    public readonly struct Subtract : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged => L.Subtract(x, y);
    }

    /// <summary>x · y</summary>
    public readonly struct Multiply : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged => L.Multiply(x, y);
    }

    /// <summary>x / y</summary>
    public readonly struct Divide : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged => L.Divide(x, y);
    }

    /// <summary>The larger; NaN when either is</summary>
    public readonly struct Maximum : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged =>
            L.Select(L.AreEqual(x, x), L.Max(x, y), x);
    }

    /// <summary>The smaller; NaN when either is</summary>
    public readonly struct Minimum : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged =>
            L.Select(L.AreEqual(x, x), L.Min(x, y), x);
    }

    /// <summary>1 where x &gt; y, else 0</summary>
    public readonly struct Greater : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged =>
            L.And(L.GreaterThan(x, y), L.Create(1));
    }

    /// <summary>1 where x = y, else 0</summary>
    public readonly struct Equal : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged =>
            L.And(L.AreEqual(x, y), L.Create(1));
    }

    /// <summary>dy · (1 − y²), of the result y and its gradient dy</summary>
    public readonly struct TanhGradient : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged =>
            L.Multiply(y, L.Subtract(L.Create(1), L.Multiply(x, x)));
    }

    /// <summary>dy · y · (1 − y), of the result y and its gradient dy</summary>
    public readonly struct SigmoidGradient : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged =>
            L.Multiply(y, L.Multiply(x, L.Subtract(L.Create(1), x)));
    }

    /// <summary>dy (Φ(x) + x φ(x)) of the argument x and the gradient dy</summary>
    public readonly struct GeluGradient : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged =>
            L.Multiply(y, VectorMath<L, V>.GeluSlope(x));
    }

    /// <summary>dy times the slope of ½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))</summary>
    public readonly struct GeluByTanhGradient : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged =>
            L.Multiply(y, VectorMath<L, V>.GeluByTanhSlope(x));
    }

    /// <summary>dy where x &gt; 0, else 0, of the argument (or result) x and the gradient dy</summary>
    public readonly struct ReluGradient : IBinary
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<L, V>(V x, V y) where L : struct, ILanes<V> where V : unmanaged =>
            L.And(L.GreaterThan(x, L.Create(0)), y);
    }
}
