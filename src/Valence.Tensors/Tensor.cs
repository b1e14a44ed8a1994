using System.Runtime.CompilerServices;

namespace Valence;

/// <summary>A shape, an element type and a buffer in row-major order. It has no operations, gradient or device of its
/// own.</summary>
/// <remarks>
/// Number buffers are pinned and start on a 64-byte boundary, so that kernels may hand them to other threads and load
/// whole cache lines.
/// A tensor that a step made is valid until that step ends, or in prediction until the layer that made it does, unless
/// the layer returns it: then its buffer serves another one. Copy what must live longer.
/// </remarks>
public sealed class Tensor
{
    private const int AlignmentBytes = 64;

    private float[] _floats = [];
    private int[] _ints = [];
    private string[] _strings = [];
    private int _offset;
    private Tensor? _root;

    /// <summary>A tensor of zeros (empty texts for <see cref="ElementType.String"/>).</summary>
    public Tensor(Shape shape, ElementType type = ElementType.Float32)
    {
        // Memory that is fresh from the system is zero already, and asking for it so leaves it untouched.
        if (type == ElementType.Float32) _floats = GC.AllocateArray<float>(Allowed(shape) + Padding, pinned: true);
        else if (type == ElementType.Int32) _ints = GC.AllocateArray<int>(Allowed(shape) + Padding, pinned: true);
        Reset(shape, type);
        if (type == ElementType.String) Clear();
    }

    private Tensor()
    {
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape { get; private set; }

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; private set; }

    /// <summary>The number of elements.</summary>
    public int Count { get; private set; }

    /// <summary>The elements of a <see cref="ElementType.Float32"/> tensor. Those of a weight are right until the next
    /// training step: ask again after it.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public Span<float> Floats
    {
        get
        {
            Postponed?.CatchUp();
            return Stored;
        }
    }

    /// <summary>The elements of an <see cref="ElementType.Int32"/> tensor.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public Span<int> Ints => Type == ElementType.Int32 ? _ints.AsSpan(_offset, Count)
        : throw Mismatch(ElementType.Int32);

    /// <summary>The elements of a <see cref="ElementType.String"/> tensor.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public Span<string> Strings => Type == ElementType.String ? _strings.AsSpan(0, Count)
        : throw Mismatch(ElementType.String);

    /// <summary>Work on the elements that waits until somebody asks for them, or null.</summary>
    internal IPostponed? Postponed { get; set; }

    /// <summary>The tensor whose memory holds the elements: this one, or the one that it is a view of.</summary>
    internal Tensor Root => _root ?? this;

    /// <summary>How many elements of its type fit into its memory.</summary>
    internal int Capacity => Type switch
    {
        ElementType.Float32 => _floats.Length - Padding,
        ElementType.Int32 => _ints.Length - Padding,
        _ => _strings.Length,
    };

    /// <summary>How many places of the call under way still need the elements; below 0 where no call may use the memory
    /// for something else.</summary>
    internal int Holders { get; set; } = -1;

    /// <summary>How long the first axis may be in another step, where that depends on the data; 0 where it does
    /// not.</summary>
    internal int MostRows { get; set; }

    /// <summary>The elements as they are stored, whatever waits.</summary>
    internal Span<float> Stored => Type == ElementType.Float32 ? _floats.AsSpan(_offset, Count)
        : throw Mismatch(ElementType.Float32);

    /// <summary>The single element of a float tensor with one element.</summary>
    public float Scalar => Count == 1 ? Floats[0]
        : throw new InvalidOperationException($"Expected a tensor of one element, this one is {this}.");

    /// <summary>A tensor holding a copy of <paramref name="values"/>; a vector when no shape is given.</summary>
    public static Tensor From(ReadOnlySpan<float> values, Shape? shape = null)
    {
        var tensor = Uninitialized(Fitting(values.Length, shape), ElementType.Float32);
        values.CopyTo(tensor.Floats);
        return tensor;
    }

    /// <summary>A tensor holding a copy of <paramref name="values"/>; a vector when no shape is given.</summary>
    public static Tensor From(ReadOnlySpan<int> values, Shape? shape = null)
    {
        var tensor = Uninitialized(Fitting(values.Length, shape), ElementType.Int32);
        values.CopyTo(tensor.Ints);
        return tensor;
    }

    /// <summary>A tensor holding a copy of <paramref name="values"/>; a vector when no shape is given.</summary>
    public static Tensor From(ReadOnlySpan<string> values, Shape? shape = null)
    {
        var tensor = Uninitialized(Fitting(values.Length, shape), ElementType.String);
        values.CopyTo(tensor.Strings);
        return tensor;
    }

    /// <summary>A matrix <c>[rows, columns]</c> holding a copy of <paramref name="values"/>.</summary>
    public static Tensor From(int[,] values)
    {
        var tensor = Uninitialized([values.GetLength(0), values.GetLength(1)], ElementType.Int32);
        values.Cast<int>().ToArray().CopyTo(tensor.Ints);
        return tensor;
    }

    /// <summary>A matrix <c>[rows, columns]</c> holding a copy of <paramref name="values"/>.</summary>
    public static Tensor From(float[,] values)
    {
        var tensor = Uninitialized([values.GetLength(0), values.GetLength(1)], ElementType.Float32);
        values.Cast<float>().ToArray().CopyTo(tensor.Floats);
        return tensor;
    }

    /// <summary>A tensor whose elements are whatever the memory held: for code that writes all of them.</summary>
    public static Tensor Uninitialized(Shape shape, ElementType type)
    {
        var tensor = new Tensor();
        tensor.Reset(shape, type);
        return tensor;
    }

    /// <summary>A tensor that only describes a shape and type: it has no elements, and asking for them
    /// throws.</summary>
    internal static Tensor Described(Shape shape, ElementType type) =>
        new() { Shape = shape, Type = type, Count = (int)Math.Min(shape.Elements, int.MaxValue) };

    /// <summary>The elements of a float tensor, of which only the given rows need to be right.</summary>
    /// <param name="rows">Indices along the first axis, all within it; they may repeat.</param>
    internal Span<float> FloatsOf(ReadOnlySpan<int> rows)
    {
        // A view's rows may be others than those of the tensor whose work waits.
        if (_root is not null) Postponed?.CatchUp();
        else Postponed?.CatchUp(rows);
        return Stored;
    }

    /// <summary>A tensor with the same elements in memory of its own.</summary>
    public Tensor Copy()
    {
        var copy = Uninitialized(Shape, Type);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Overwrites the elements with those of <paramref name="source"/>, which has the same shape and
    /// type.</summary>
    public void CopyFrom(Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Shape != Shape || source.Type != Type)
            throw new ArgumentException($"Expected a tensor {this}, received {source}.", nameof(source));
        switch (Type)
        {
            case ElementType.Float32: source.Floats.CopyTo(Floats); break;
            case ElementType.Int32: source.Ints.CopyTo(Ints); break;
            default: source.Strings.CopyTo(Strings); break;
        }
    }

    /// <summary>Sets every element to zero, or to the empty text.</summary>
    public void Clear()
    {
        switch (Type)
        {
            case ElementType.Float32: Floats.Clear(); break;
            case ElementType.Int32: Ints.Clear(); break;
            default: Strings.Fill(""); break;
        }
    }

    /// <summary>Element type and shape: <c>float32 [32, 200]</c>.</summary>
    public override string ToString() => $"{Type.ToString().ToLowerInvariant()} {Shape}";

    /// <summary>Gives the tensor another shape and type, keeping its buffer where that is large enough; the elements
    /// are undefined afterwards.</summary>
    internal void Reset(Shape shape, ElementType type)
    {
        Postponed?.Cancel();
        MostRows = 0;
        Count = shape.Count;
        Shape = shape;
        Type = type;
        switch (type)
        {
            case ElementType.Float32 when _floats.Length - Padding < Count: _floats = Allocate<float>(); break;
            case ElementType.Int32 when _ints.Length - Padding < Count: _ints = Allocate<int>(); break;
            case ElementType.String when _strings.Length < Count: _strings = new string[Count]; break;
        }
        _offset = type switch
        {
            ElementType.Float32 => Aligned(_floats),
            ElementType.Int32 => Aligned(_ints),
            _ => 0,
        };
    }

    /// <summary>Makes this a view of the elements of <paramref name="source"/> under a shape of the same
    /// size.</summary>
    internal void Borrow(Tensor source, Shape shape)
    {
        (Postponed, _root) = (source.Postponed, source.Root);
        (_floats, _ints, _strings, _offset) = (source._floats, source._ints, source._strings, source._offset);
        (Shape, Type, Count, MostRows) = (shape, source.Type, source.Count, shape.Rank > 0 && source.Shape.Rank > 0
            && shape[0] == source.Shape[0] ? source.MostRows : 0);
    }

    private const int Padding = AlignmentBytes / sizeof(float);

    /// <summary>The largest number of elements: what an array may have without those that align it.</summary>
    internal static readonly int MaxCount = Array.MaxLength - Padding;

    private T[] Allocate<T>() where T : unmanaged =>
        GC.AllocateUninitializedArray<T>(Allowed(Shape) + Padding, pinned: true);

    private static int Allowed(Shape shape) => shape.Count is var count && count <= MaxCount ? count
        : throw new OverflowException($"Expected at most {MaxCount} elements in a tensor, {shape} has {count}. Make an "
            + "axis shorter.");

    private static unsafe int Aligned<T>(T[] array) where T : unmanaged
    {
        if (array.Length == 0) return 0;
        var address = (nuint)Unsafe.AsPointer(ref array[0]);
        return (int)((AlignmentBytes - address % AlignmentBytes) % AlignmentBytes / (nuint)sizeof(T));
    }

    private static Shape Fitting(int count, Shape? shape)
    {
        Shape result = shape ?? [count];
        return result.Count == count
            ? result
            : throw new ArgumentException($"A tensor of shape {result} has {result.Count} elements, received "
                + $"{count} values.");
    }

    private InvalidOperationException Mismatch(ElementType expected) =>
        new($"Expected a tensor of {expected.ToString().ToLowerInvariant()} elements, this one is {this}.");
}
