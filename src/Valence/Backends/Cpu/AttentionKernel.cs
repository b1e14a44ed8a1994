using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Attention of several heads by <see cref="AttentionTiles"/>.</summary>
internal static class AttentionKernel
{
    public static void Forward(HeadAttention operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers) =>
        AttentionTiles.Forward(operation.ShapeOf(x), operation.RuleOf(x), x[HeadAttention.Query].Floats,
            x[HeadAttention.Key].Floats, x[HeadAttention.Value].Floats, x.FloatsOrEmpty(HeadAttention.Mask),
            y[0].Overwrite<float>(), workers);

    public static void Backward(HeadAttentionGradient operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers) =>
        AttentionTiles.Backward(operation.Attention.ShapeOf(x), operation.Attention.RuleOf(x),
            x[HeadAttention.Query].Floats, x[HeadAttention.Key].Floats, x[HeadAttention.Value].Floats,
            x.FloatsOrEmpty(HeadAttention.Mask), x[HeadAttentionGradient.Dy].Floats, y[0].Overwrite<float>(),
            y[1].Overwrite<float>(), y[2].Overwrite<float>(), workers);
}
