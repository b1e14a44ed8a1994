using Valence.Execution;
using Valence.Models;
using Valence.Operations;

namespace Valence.Inference;

/// <summary>How many rows of a batch are computed at once: all of them, or parts where rows do not depend on each other
/// and a part needs much less memory.</summary>
/// <remarks>
/// A part has as many rows as keep its widest tensor within <see cref="WidestElements"/>, but never fewer than
/// <see cref="LeastRows"/>, so that small models and small batches are computed whole. What does not fill two such
/// parts is computed whole too, and the parts of a batch are equal, so that none is much shorter than the others.
/// </remarks>
/// <param name="model">The model, which is built.</param>
internal sealed class RowParts(Model model)
{
    /// <summary>The fewest rows that a batch is cut into parts of.</summary>
    public const int LeastRows = 32;

    /// <summary>How many elements the widest tensor of a part has at most: 32 MB of floats.</summary>
    public const int WidestElements = 1 << 23;

    // Lengths that axes of a model hardly have: where another axis has to be as long as the batch, they do not fit.
    private static readonly int[] Probes = [61, 67];

    private Shape[] _shapes = [];
    private int _most;

    /// <summary>The rows computed at once of batches of so many rows such as <paramref name="x"/>.</summary>
    public int Of(IReadOnlyList<Tensor> x, int rows)
    {
        if (rows < 2 * LeastRows) return rows;
        if (!IsKnown(x))
        {
            _shapes = [.. x.Select(tensor => tensor.Shape.With(0, Shape.Unknown))];
            _most = Most(x);
        }
        var parts = Math.Max(1, rows / _most);
        return (int)(((long)rows + parts - 1) / parts);
    }

    /// <summary>Whether the model's rows do not depend on each other for inputs of these shapes.</summary>
    internal bool MayCut(IReadOnlyList<Tensor> x) => Most(x) < int.MaxValue;

    private bool IsKnown(IReadOnlyList<Tensor> x)
    {
        if (_shapes.Length != x.Count) return false;
        for (var i = 0; i < _shapes.Length; i++)
            if (x[i].Shape.With(0, Shape.Unknown) != _shapes[i]) return false;
        return true;
    }

    private int Most(IReadOnlyList<Tensor> x)
    {
        if (!model.HasRowsApart(x.Select(tensor => tensor.Shape.With(0, Shape.Unknown)).ToArray())) return int.MaxValue;
        var widest = 1L;
        foreach (var rows in Probes)
        {
            if (Largest(x, rows) is not { } largest) return int.MaxValue;
            widest = Math.Max(widest, largest / rows);
        }
        return (int)Math.Max(LeastRows, WidestElements / widest);
    }

    // The largest tensor of so many rows; null where something else than rows in their places comes out.
    private long? Largest(IReadOnlyList<Tensor> x, int rows)
    {
        var executor = new ShapeExecutor();
        var call = new CallContext(executor);
        Values y;
        try
        {
            y = model.EnsureBuilt([]).Forward(Values.Create([.. x.Select(tensor =>
                new Value(Tensor.Described(tensor.Shape.With(0, rows), tensor.Type)))]), call);
        }
        catch (Exception error) when (error is ArgumentException or ValenceException or OverflowException)
        {
            // Computed whole, the batch tells of it.
            return null;
        }
        if (call.LeavesTraces) return null;
        for (var i = 0; i < y.Count; i++)
            if (!HasRows(y[i].Tensor.Shape) || y[i].Mask is { } mask && !HasRows(mask.Shape)) return null;
        return executor.Largest;

        bool HasRows(Shape shape) => shape.Rank > 0 && shape[0] == rows;
    }
}
