namespace Valence.Operations;

/// <summary>What layers keep of the steps that a call's sequences go on from: keys and values of attention, states of
/// recurrent layers.</summary>
/// <remarks>The n-th request of a call gets what the n-th request of the calls before has left, as calls of one model
/// ask in one order. A row of a later call goes on where that row of the call before has ended.</remarks>
internal sealed class KeptSteps
{
    private const int LeastRoom = 64;

    private readonly List<Slot> _slots = [];
    private int _next;

    /// <summary>The steps of the calls before.</summary>
    public int Steps { get; private set; }

    /// <summary>Begins a call.</summary>
    public void Begin() => _next = 0;

    /// <summary>Ends a call that has succeeded.</summary>
    /// <param name="steps">Its steps.</param>
    public void End(int steps) => Steps += steps;

    /// <summary>Forgets all steps.</summary>
    public void Clear()
    {
        Steps = 0;
        _slots.Clear();
    }

    /// <summary>Goes on with these rows of the call before, in this order; one may be there several times.</summary>
    public void Select(ReadOnlySpan<int> rows)
    {
        foreach (var slot in _slots)
            if (slot.Tensor is { } from)
                RowCopy.Gather(from, rows, slot.Tensor = Tensor.Uninitialized(from.Shape.With(0, rows.Length),
                    from.Type));
    }

    /// <summary>Keeps the steps of this call behind those of the calls before.</summary>
    /// <param name="x">The steps, <c>[rows, steps, …]</c>.</param>
    /// <returns>All steps, and zeros where further ones will be: <c>[rows, at least as many, …]</c>.</returns>
    public Tensor Append(Tensor x)
    {
        var slot = Next();
        var (rows, steps) = (x.Shape[0], x.Shape[1]);
        var needed = Steps + steps;
        if (slot.Tensor is not { } all) all = slot.Tensor = new(x.Shape.With(1, Room(needed)));
        else if (all.Shape[1] < needed)
            CopySteps(all, slot.Tensor = new(x.Shape.With(1, Room(Math.Max(needed, 2 * all.Shape[1])))), Steps, 0);
        if (slot.Tensor.Shape[0] != rows)
            throw new ShapeException("sequence", $"expected the {slot.Tensor.Shape[0]} rows of the steps before, "
                + $"received {x.Shape}");
        CopySteps(x, slot.Tensor, steps, Steps);
        return slot.Tensor;
    }

    /// <summary>The states that a layer has left, null before the first step; and where it leaves those of this
    /// call.</summary>
    /// <param name="count">How many it has.</param>
    public (Tensor[]? Before, Action<Values> Leave) States(int count)
    {
        Slot[] slots = [.. Enumerable.Range(0, count).Select(_ => Next())];
        return (Steps == 0 ? null : [.. slots.Select(slot => slot.Tensor!)], Leave);

        void Leave(Values states)
        {
            for (var i = 0; i < slots.Length; i++) slots[i].Tensor = states[i].Tensor.Copy();
        }
    }

    /// <summary>What the first call held (<see cref="Hold"/>) of inputs that no step changes; null in that
    /// call.</summary>
    public Tensor? Held() => Steps > 0 ? Next().Tensor : null;

    /// <summary>Holds what the first call has computed of such inputs.</summary>
    public Tensor Hold(Tensor x) => Next().Tensor = x.Copy();

    private Slot Next()
    {
        if (_next == _slots.Count) _slots.Add(new());
        return _slots[_next++];
    }

    private static int Room(int steps) => (steps + LeastRoom - 1) / LeastRoom * LeastRoom;

    // The first steps of each row, to so many steps after its beginning.
    private static void CopySteps(Tensor from, Tensor to, int steps, int at)
    {
        var source = from.Floats;
        var target = to.Change<float>();
        var (width, fromRow, toRow) = (from.Shape[2..].Count, from.Count / from.Shape[0], to.Count / to.Shape[0]);
        for (var row = 0; row < from.Shape[0]; row++)
            source.Slice(row * fromRow, steps * width).CopyTo(target[(row * toRow + at * width)..]);
    }

    private sealed class Slot
    {
        public Tensor? Tensor { get; set; }
    }
}
