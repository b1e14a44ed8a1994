using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Valence.Execution;
using Valence.Threading;

namespace Valence.Optimizers;

/// <summary>A weight in a step: its elements, slots and gradient.</summary>
/// <param name="shape">Of the weight.</param>
/// <param name="slots">How many slots there are.</param>
/// <param name="lossScale">What its gradients are divided by.</param>
/// <param name="decays">Whether weight decay applies.</param>
/// <param name="stepping">Held while weights and slots change: those that read them from another thread wait.</param>
internal sealed class SteppedWeight(Shape shape, int slots, float lossScale, bool decays, Lock stepping)
{
    private const int ElementsOfBlock = 128;

    private static readonly float[] NoGradient = new float[ChunkWalk.ChunkLength];

    private readonly RowGroups _rows = new();
    private readonly HostMemory[] _slots = new HostMemory[slots];
    private HostMemory _elements = null!;
    private HostMemory? _average, _sums;
    private Tensor? _dense;
    private float[] _wholeGradient = [];

    public Shape Shape { get; } = shape;

    /// <summary>Held while weights and slots change: those that read them from another thread wait.</summary>
    public Lock Stepping { get; } = stepping;

    /// <summary>The weight.</summary>
    public Tensor Value { get; set; } = null!;

    /// <summary>What the formula keeps for it.</summary>
    public Tensor[] Slots { get; } = new Tensor[slots];

    /// <summary>The moving average of the weight, where one is kept.</summary>
    public Tensor? Average { get; set; }

    /// <summary>The sum of the gradients since the last step, where they are accumulated.</summary>
    public Tensor? Accumulator { get; set; }

    /// <summary>Whether the step changes the tensors that it was given, and not copies of them.</summary>
    public bool IsInPlace { get; set; }

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
    public int BlockLength { get; } = Block(shape);

    /// <summary>By what and then through what clipping scales the gradient.</summary>
    public (float Factor, float Divisor) Clip { get; set; }

    /// <summary>Takes the step's gradient.</summary>
    public void Take(Tensor? dense, RowGradient? rows)
    {
        (_dense, HasRows, IsLate) = (dense, rows is not null, false);
        HasGradient = _dense is not null || HasRows;
        if (rows is { } given) _rows.Take(given, Shape);
    }

    /// <summary>Begins a step that rows without a gradient take later, with the same numbers.</summary>
    public void StepLate(ReadOnlySpan<float> numbers, Optimizer optimizer, Workers? workers)
    {
        Late ??= new(this, optimizer);
        Late.Add(numbers, workers);
        IsLate = true;
        Wrap(Value);
        foreach (var slot in Slots) Wrap(slot);
    }

    /// <summary>Whether rows without a gradient may take a step later: the elements are in host memory, and stay
    /// there.</summary>
    public bool MayBeLate => IsInPlace && HasRows && BlockLength > 0 && Average is null && Accumulator is null
        && Value.Storage is HostMemory or LateStorage;

    /// <summary>Has all steps taken that wait.</summary>
    /// <param name="ofOthers">Whether those of other optimizers alone.</param>
    public void CatchUp(bool ofOthers)
    {
        if (Value.Storage is not LateStorage late || ofOthers && late.Rows == Late) return;
        late.Read();
        if (late.Rows != Late) Value.Storage = late.Elements;
    }

    /// <summary>Finds host memory of the weight and all that is kept for it, for the step that begins.</summary>
    public void Begin()
    {
        _elements = Elements(Value);
        for (var i = 0; i < Slots.Length; i++) _slots[i] = Elements(Slots[i]);
        _average = Average?.Storage.Change();
        _sums = Accumulator?.Storage.Change();
    }

    private void Wrap(Tensor tensor)
    {
        // What an earlier step of other weights left has taken all its steps.
        if (tensor.Storage is not LateStorage late || late.Rows != Late)
            tensor.Storage = new LateStorage(Elements(tensor), Late!);
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
        if (_wholeGradient.Length == 0) _wholeGradient = new float[Shape.Count];
        return _wholeGradient;
    }

    /// <summary>The range as the formula gets it; where it does not fill whole vectors, its end goes through padded
    /// copies.</summary>
    public void Update(int start, ReadOnlySpan<float> gradient, Optimizer optimizer, ReadOnlySpan<float> numbers,
        bool whole)
    {
        var weight = Range(start, gradient.Length);
        if (whole)
        {
            optimizer.UpdateChunk(
                new(weight, gradient, Shape, numbers, WholeSlot(0), WholeSlot(1), WholeSlot(2), WholeSlot(3)));
            return;
        }
        var full = gradient.Length - gradient.Length % Vector<float>.Count;
        if (full > 0)
            optimizer.UpdateChunk(new(weight[..full], gradient[..full], Shape, numbers, SlotRange(0, start, full),
                SlotRange(1, start, full), SlotRange(2, start, full), SlotRange(3, start, full)));
        if (full < gradient.Length) UpdateEnd(weight[full..], gradient[full..], start + full, optimizer, numbers);
    }

    /// <summary>Takes steps of which each had no gradient here, in one pass. The range is a whole number of
    /// vectors.</summary>
    public void CatchUp(int start, int length, ReadOnlySpan<float> numbers, Optimizer optimizer)
    {
        if (optimizer.RestsAtZero(numbers) && SlotsAreZero(start, length)) return;
        optimizer.CatchUp(
            new(Range(start, length), NoGradient.AsSpan(0, length), Shape, [], SlotRange(0, start, length),
                SlotRange(1, start, length), SlotRange(2, start, length), SlotRange(3, start, length)),
            numbers);
    }

    /// <summary>A range of the weight's elements as they are, whatever waits.</summary>
    public Span<float> Range(int start, int length) => _elements.Elements<float>(start + length)[start..];

    /// <summary>A range of the moving average.</summary>
    public Span<float> AverageRange(int start, int length) => _average!.Elements<float>(start + length)[start..];

    /// <summary>A range of the accumulated gradients.</summary>
    public Span<float> SumsRange(int start, int length) => _sums!.Elements<float>(start + length)[start..];

    private void UpdateEnd(Span<float> weight, ReadOnlySpan<float> gradient, int start, Optimizer optimizer,
        ReadOnlySpan<float> numbers)
    {
        var (width, rest) = (Vector<float>.Count, weight.Length);
        Span<float> padded = stackalloc float[(2 + Chunk.MaxSlots) * width];
        padded.Clear();
        weight.CopyTo(padded);
        gradient.CopyTo(padded[width..]);
        for (var i = 0; i < Slots.Length; i++) SlotRange(i, start, rest).CopyTo(padded[((2 + i) * width)..]);
        optimizer.UpdateChunk(new(padded[..width], padded.Slice(width, width), Shape, numbers,
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
