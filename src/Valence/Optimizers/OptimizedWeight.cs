using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Valence.Layers;

namespace Valence.Optimizers;

/// <summary>A weight in an optimizer's hands: its slots, and its gradient in the current step.</summary>
/// <param name="weight">The weight.</param>
/// <param name="slots">What the formula keeps for it.</param>
/// <param name="lossScale">What its gradients are divided by.</param>
/// <param name="average">The moving average of the weight, where one is kept.</param>
/// <param name="accumulator">The sum of the gradients since the last step, where they are accumulated.</param>
/// <param name="decays">Whether weight decay applies.</param>
internal sealed class OptimizedWeight(Weight weight, Tensor[] slots, float lossScale, Tensor? average,
    Tensor? accumulator, bool decays)
{
    private const int ElementsOfBlock = 128;

    private readonly RowGroups _rows = new();
    private readonly HostMemory[] _slots = new HostMemory[slots.Length];
    private HostMemory _elements = null!;
    private Tensor? _dense;
    private float[] _wholeGradient = [];

    public Weight Weight { get; } = weight;

    public Tensor[] Slots { get; } = slots;

    /// <summary>The moving average of the weight, where one is kept.</summary>
    public Tensor? Average { get; } = average;

    /// <summary>The sum of the gradients since the last step, where they are accumulated.</summary>
    public Tensor? Accumulator { get; } = accumulator;

    /// <summary>Whether weight decay applies.</summary>
    public bool Decays { get; } = decays;

    public bool HasGradient { get; private set; }

    public bool HasRows { get; private set; }

    /// <summary>Steps of single rows that wait; null until the first one does.</summary>
    public LateRows? Late { get; private set; }

    /// <summary>Whether this step is taken for the rows that it touches, and later for the others.</summary>
    public bool IsLate { get; private set; }

    /// <summary>How many elements are brought up to date together: rows, a power of two of them, that fill whole
    /// vectors; 0 where the weight can't be cut so.</summary>
    public int BlockLength { get; } = Block(weight.Shape);

    /// <summary>By what and then through what clipping scales the gradient.</summary>
    public (float Factor, float Divisor) Clip { get; set; }

    /// <summary>Begins a step.</summary>
    public void Take(WeightGradient gradient)
    {
        if (gradient is { Dense: not null, Rows: not null })
            throw new ArgumentException($"Expected the gradient of '{Weight.Path}' either as a whole or by rows, "
                + "received both.");
        (_dense, HasRows) = (gradient.Dense, gradient.Rows is not null);
        HasGradient = _dense is not null || HasRows;
        if (_dense is not null && _dense.Shape != Weight.Shape)
            throw new ShapeException("optimizer", $"expected a gradient of shape {Weight.Shape} for "
                + $"'{Weight.Path}', received {_dense.Shape}");
        if (gradient.Rows is { } rows) _rows.Take(rows, Weight.Shape);
        IsLate = false;
        // What another optimizer still has to do comes first.
        if (Weight.Value.Storage is not LateStorage other || other.Rows == Late) return;
        other.Read();
        Weight.Value.Storage = other.Elements;
    }

    /// <summary>Begins a step that rows without a gradient take later, at <paramref name="rate"/>.</summary>
    public void StepLate(float rate, Optimizer optimizer)
    {
        Late ??= new(this, optimizer);
        Late.Add(rate);
        IsLate = true;
        Wrap(Weight.Value);
        foreach (var slot in Slots) Wrap(slot);
    }

    /// <summary>Host memory of the weight and all that is kept for it, for the step that begins.</summary>
    public void Begin()
    {
        _elements = Elements(Weight.Value);
        for (var i = 0; i < Slots.Length; i++) _slots[i] = Elements(Slots[i]);
    }

    private void Wrap(Tensor tensor)
    {
        if (tensor.Storage is not LateStorage) tensor.Storage = new LateStorage(tensor.Storage.Change(), Late!);
    }

    private static HostMemory Elements(Tensor tensor) =>
        tensor.Storage is LateStorage late ? late.Elements : tensor.Storage.Change();

    private static int Block(Shape shape)
    {
        if (shape.Rank < 2 || shape.Count == 0 || shape.Count % Vector<float>.Count != 0) return 0;
        var width = shape.Count / shape[0];
        var length = width;
        while (length < ElementsOfBlock || length % Vector<float>.Count != 0) length *= 2;
        return length;
    }

    /// <summary>Whether a range of elements may have gradients other than 0.</summary>
    public bool Touches(int start, int length) => HasGradient && (!HasRows || _rows.Touches(start, length));

    /// <summary>Whether all slots are 0, and not −0, in a range of elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool SlotsAreZero(int start, int length)
    {
        for (var i = 0; i < Slots.Length; i++)
            if (MemoryMarshal.Cast<float, int>(SlotRange(i, start, length)).ContainsAnyExcept(0)) return false;
        return true;
    }

    /// <summary>The gradients of a range of elements: where they lie, or written to
    /// <paramref name="scratch"/>.</summary>
    public ReadOnlySpan<float> Gradient(int start, Span<float> scratch)
    {
        if (_dense is not null)
        {
            var dense = _dense.Floats.Slice(start, scratch.Length);
            if (lossScale == 1) return dense;
            dense.CopyTo(scratch);
        }
        else _rows.Sum(start, scratch);
        if (lossScale != 1) ElementLoop.Run(scratch, scratch, new Scaled(1, lossScale));
        return scratch;
    }

    /// <summary>Room for the gradient of the whole weight.</summary>
    public Span<float> WholeGradient()
    {
        if (_wholeGradient.Length == 0) _wholeGradient = new float[Weight.Value.Count];
        return _wholeGradient;
    }

    /// <summary>The range as the formula gets it; where it does not fill whole vectors, its end goes through padded
    /// copies.</summary>
    public void Update(int start, ReadOnlySpan<float> gradient, Optimizer optimizer, bool whole)
    {
        var weight = Range(start, gradient.Length);
        if (whole)
        {
            optimizer.UpdateChunk(
                new(weight, gradient, Weight.Shape, WholeSlot(0), WholeSlot(1), WholeSlot(2), WholeSlot(3)));
            return;
        }
        var full = gradient.Length - gradient.Length % Vector<float>.Count;
        if (full > 0)
            optimizer.UpdateChunk(new(weight[..full], gradient[..full], Weight.Shape, SlotRange(0, start, full),
                SlotRange(1, start, full), SlotRange(2, start, full), SlotRange(3, start, full)));
        if (full < gradient.Length) UpdateEnd(weight[full..], gradient[full..], start + full, optimizer);
    }

    /// <summary>Takes steps of which each had no gradient here, in one pass. The range is a whole number of
    /// vectors.</summary>
    public void CatchUp(int start, int length, ReadOnlySpan<float> rates, Optimizer optimizer)
    {
        if (SlotsAreZero(start, length)) return;
        optimizer.CatchUp(
            new(Range(start, length), [], Weight.Shape, SlotRange(0, start, length),
                SlotRange(1, start, length), SlotRange(2, start, length), SlotRange(3, start, length)),
            rates);
    }

    /// <summary>A range of the weight's elements as they are, whatever waits.</summary>
    public Span<float> Range(int start, int length) => _elements.Elements<float>(start + length)[start..];

    private void UpdateEnd(Span<float> weight, ReadOnlySpan<float> gradient, int start, Optimizer optimizer)
    {
        var (width, rest) = (Vector<float>.Count, weight.Length);
        Span<float> padded = stackalloc float[(2 + Chunk.MaxSlots) * width];
        padded.Clear();
        weight.CopyTo(padded);
        gradient.CopyTo(padded[width..]);
        for (var i = 0; i < Slots.Length; i++) SlotRange(i, start, rest).CopyTo(padded[((2 + i) * width)..]);
        optimizer.UpdateChunk(new(padded[..width], padded.Slice(width, width), Weight.Shape,
            padded.Slice(2 * width, width), padded.Slice(3 * width, width), padded.Slice(4 * width, width),
            padded.Slice(5 * width, width)));
        padded[..rest].CopyTo(weight);
        for (var i = 0; i < Slots.Length; i++) padded.Slice((2 + i) * width, rest).CopyTo(SlotRange(i, start, rest));
    }

    private Span<float> SlotRange(int index, int start, int length) =>
        index < Slots.Length ? _slots[index].Elements<float>(start + length)[start..] : [];

    private Span<float> WholeSlot(int index) =>
        index < Slots.Length && Slots[index].Type == ElementType.Float32
            ? _slots[index].Elements<float>(Slots[index].Count) : [];
}
