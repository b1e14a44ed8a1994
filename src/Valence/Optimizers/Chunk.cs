using System.Numerics;
using System.Runtime.InteropServices;

namespace Valence.Optimizers;

/// <summary>A range of a weight with its gradient and slots, which an optimizer's formula updates independently of all
/// others.</summary>
/// <remarks>The length is a whole number of vectors, except where the formula asked for whole weights.</remarks>
public readonly ref struct Chunk
{
    private readonly Span<float> _slot0;
    private readonly Span<float> _slot1;
    private readonly Span<float> _slot2;
    private readonly Span<float> _slot3;

    internal Chunk(Span<float> weight, ReadOnlySpan<float> gradient, Shape shape, ReadOnlySpan<float> numbers,
        Span<float> slot0, Span<float> slot1, Span<float> slot2, Span<float> slot3)
    {
        Weight = weight;
        Gradient = gradient;
        Shape = shape;
        Numbers = numbers;
        _slot0 = slot0;
        _slot1 = slot1;
        _slot2 = slot2;
        _slot3 = slot3;
    }

    /// <summary>The same range in a step of other numbers.</summary>
    internal Chunk With(ReadOnlySpan<float> numbers) =>
        new(Weight, Gradient, Shape, numbers, _slot0, _slot1, _slot2, _slot3);

    /// <summary>The largest number of slots.</summary>
    internal const int MaxSlots = 4;

    /// <summary>The elements of the weight, to be updated.</summary>
    public Span<float> Weight { get; }

    /// <summary>Their gradients.</summary>
    public ReadOnlySpan<float> Gradient { get; }

    /// <summary>The shape of the whole weight.</summary>
    public Shape Shape { get; }

    /// <summary>The step's numbers, as <see cref="Optimizer.Prepare"/> wrote them.</summary>
    public ReadOnlySpan<float> Numbers { get; }

    /// <summary>The elements of slot <paramref name="index"/>.</summary>
    public Span<float> Slot(int index) => index switch
    {
        0 => _slot0,
        1 => _slot1,
        2 => _slot2,
        _ => _slot3,
    };

    /// <summary>The weight as vectors.</summary>
    public Span<Vector<float>> WeightLanes => MemoryMarshal.Cast<float, Vector<float>>(Weight);

    /// <summary>The gradient as vectors.</summary>
    public ReadOnlySpan<Vector<float>> GradientLanes => MemoryMarshal.Cast<float, Vector<float>>(Gradient);

    /// <summary>Slot <paramref name="index"/> as vectors.</summary>
    public Span<Vector<float>> SlotLanes(int index) => MemoryMarshal.Cast<float, Vector<float>>(Slot(index));
}
