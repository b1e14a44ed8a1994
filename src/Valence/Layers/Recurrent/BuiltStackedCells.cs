using Valence.Operations;

namespace Valence.Layers;

/// <summary>The steps of <see cref="StackedRnnCells"/>, one above another.</summary>
internal sealed class BuiltStackedCells(RecurrentCell[] cells) : BuiltCell
{
    /// <inheritdoc/>
    public override Values Begin(int batch, CallContext call)
    {
        var drawn = new List<Value>();
        foreach (var cell in cells) drawn.AddRange(cell.Built.Begin(batch, call).ToArray());
        return Values.Create(drawn.ToArray());
    }

    /// <inheritdoc/>
    public override int DrawCount(CallContext call) => cells.Sum(cell => cell.Built.DrawCount(call));

    /// <inheritdoc/>
    public override Tensor Project(Tensor x, Values drawn, CallContext call)
    {
        var first = cells[0].Built;
        return first.Project(x, Part(drawn, 0, first.DrawCount(call)), call);
    }

    /// <inheritdoc/>
    public override Values Step(Tensor x, Values states, Values drawn, CallContext call)
    {
        var results = new List<Value> { x };
        var (state, draw) = (0, 0);
        foreach (var cell in cells)
        {
            var own = Part(drawn, draw, cell.Built.DrawCount(call));
            var input = cell == cells[0] ? x : cell.Built.Project(results[0].Tensor, own, call);
            var y = cell.Built.Step(input, Part(states, state, cell.StateSize.Count), own, call).ToArray();
            results[0] = y[0];
            results.AddRange(y[1..]);
            (state, draw) = (state + cell.StateSize.Count, draw + own.Count);
        }
        return Values.Create(results.ToArray());
    }

    private static Values Part(Values values, int start, int count) =>
        count == 0 ? default : Values.Create(values.ToArray().AsSpan(start, count));
}
