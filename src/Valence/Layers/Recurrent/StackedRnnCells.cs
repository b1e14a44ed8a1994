using Valence.Models;

namespace Valence.Layers;

/// <summary>Cells one above another as a single cell: each takes the output of the one below. Keras'
/// <c>StackedRNNCells</c>.</summary>
/// <remarks>The states are those of the first cell, then of the second, and so on; the output is that of the last
/// cell.</remarks>
public sealed class StackedRnnCells : RecurrentCell
{
    private RecurrentCell[] _cells;

    /// <summary>A stack of the given cells, lowest first.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public StackedRnnCells(params ReadOnlySpan<RecurrentCell> cells)
    {
        if (cells.IsEmpty) throw new ArgumentException("Expected at least one cell, received none.", nameof(cells));
        _cells = cells.ToArray();
    }

    /// <inheritdoc/>
    public override string KerasName => "StackedRNNCells";

    /// <summary>The cells, lowest first.</summary>
    public IReadOnlyList<RecurrentCell> Cells => _cells;

    /// <inheritdoc/>
    public override IReadOnlyList<int> StateSize => [.. _cells.SelectMany(cell => cell.StateSize)];

    /// <inheritdoc/>
    public override int OutputSize => _cells[^1].OutputSize;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Layer Layer)> Parts
    {
        get
        {
            var stems = new NumberedNames();
            return [.. _cells.Select(cell => ($"cells/{stems.Next(cell.KerasName)}", (Layer)cell))];
        }
    }

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs)
    {
        var input = inputs[0];
        return _cells.All(cell => cell.HasRowsApart([input]));
    }

    /// <inheritdoc/>
    protected override BuiltCell BuildCell(Shape input, WeightFactory weights)
    {
        foreach (var (name, cell) in Parts)
        {
            weights.Child(name, cell, input);
            input = [input[0], ((RecurrentCell)cell).OutputSize];
        }
        return new BuiltStackedCells(_cells);
    }

    /// <inheritdoc/>
    internal override Layer Unbuilt(string? name)
    {
        var copy = (StackedRnnCells)base.Unbuilt(name);
        copy._cells = [.. _cells.Select(cell => (RecurrentCell)cell.Unbuilt(cell.Name))];
        return copy;
    }
}
