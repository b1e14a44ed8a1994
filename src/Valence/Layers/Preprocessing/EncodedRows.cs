using Valence.Operations;
using Valence.Text;

namespace Valence.Layers;

/// <summary>The shapes that ids have after they are encoded.</summary>
internal static class EncodedRows
{
    /// <summary>Whether each row of ids has a row of its own: other rows than one-hot ones are those of samples, and
    /// ids of one axis are one sample.</summary>
    public static bool KeepsRowsApart(Shape ids, OutputMode mode) =>
        ids.Rank > 1 || ids.Rank == 1 && mode is OutputMode.Int or OutputMode.OneHot;

    /// <summary>Ids in their own shape; one-hot rows for each id, a last axis of length 1 left out; other rows for each
    /// sample.</summary>
    public static TensorSpec Describe(Shape ids, OutputMode mode, Func<int> depth) => mode switch
    {
        OutputMode.Int => new(ids, ElementType.Int32),
        OutputMode.OneHot => new((ids.Rank > 1 && ids[^1] == 1 ? ids[..^1] : ids)
            .Insert(ids.Rank > 1 && ids[^1] == 1 ? ids.Rank - 1 : ids.Rank, depth())),
        _ when ids.Rank > 2 =>
            throw new ShapeException("rows", $"expected ids [length] or [batch, length], received {ids}"),
        _ => new(ids.Rank == 0 ? [depth()] : ids.WithLast(depth())),
    };
}
