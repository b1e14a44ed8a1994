using System.Runtime.CompilerServices;

namespace Valence;

/// <summary>Elements in host memory. Number buffers are pinned and start on a 64-byte boundary, so that kernels may
/// hand them to other threads and load whole cache lines.</summary>
public sealed class HostMemory : Storage
{
    private const int AlignmentBytes = 64;
    private const int Padding = AlignmentBytes / sizeof(float);

    private readonly Array _elements;
    private readonly int _offset;

    /// <summary>Zeros (empty texts for <see cref="ElementType.String"/>).</summary>
    /// <exception cref="OverflowException">There are more elements than an array may have.</exception>
    public HostMemory(ElementType type, int capacity) : this(type, capacity, clear: true)
    {
    }

    private unsafe HostMemory(ElementType type, int capacity, bool clear)
    {
        (Type, Capacity) = (type, capacity);
        switch (type)
        {
            case ElementType.Float32:
                var floats = Allocate<float>(capacity, clear);
                (_elements, _offset) = (floats, Aligned(Unsafe.AsPointer(ref floats[0])));
                break;
            case ElementType.Int32:
                var ints = Allocate<int>(capacity, clear);
                (_elements, _offset) = (ints, Aligned(Unsafe.AsPointer(ref ints[0])));
                break;
            default:
                var strings = new string[capacity];
                strings.AsSpan().Fill("");
                _elements = strings;
                break;
        }
    }

    /// <inheritdoc/>
    public override ElementType Type { get; }

    /// <inheritdoc/>
    public override int Capacity { get; }

    /// <summary>The largest number of elements: what an array may have without those that align it.</summary>
    internal static readonly int MaxCount = Array.MaxLength - Padding;

    /// <summary>Memory with undefined elements.</summary>
    /// <inheritdoc cref="HostMemory(ElementType, int)" path="/exception"/>
    public static HostMemory Uninitialized(ElementType type, int capacity) => new(type, capacity, clear: false);

    /// <summary>The first <paramref name="count"/> elements.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> stands for: float, int or string.</typeparam>
    /// <exception cref="InvalidCastException">The elements are of another type.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public Span<T> Elements<T>(int count) => ((T[])_elements).AsSpan(_offset, count);

    /// <inheritdoc/>
    protected internal override HostMemory Read() => this;

    /// <inheritdoc/>
    protected internal override HostMemory Change() => this;

    /// <inheritdoc/>
    protected internal override HostMemory Overwrite() => this;

    private static T[] Allocate<T>(int capacity, bool clear)
    {
        if (capacity > MaxCount)
            throw new OverflowException($"Expected at most {MaxCount} elements in a tensor, received {capacity}. Make "
                + "an axis shorter.");
        // Memory that is fresh from the system is zero already, and asking for it so leaves it untouched.
        return clear ? GC.AllocateArray<T>(capacity + Padding, pinned: true)
            : GC.AllocateUninitializedArray<T>(capacity + Padding, pinned: true);
    }

    private static unsafe int Aligned(void* array) =>
        (int)((AlignmentBytes - (nuint)array % AlignmentBytes) % AlignmentBytes / sizeof(float));
}
