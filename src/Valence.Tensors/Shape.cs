using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Valence;

/// <summary>The lengths of a tensor's axes, outermost first; at most <see cref="MaxRank"/> of them. The empty shape is
/// a scalar.</summary>
/// <remarks>A length of −1 (<see cref="Unknown"/>) stands for an axis that is only known when data arrives, as Keras'
/// <c>None</c>; a tensor never has one.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The largest number of axes.</summary>
    public const int MaxRank = 6;

    /// <summary>Marks an axis of unknown length.</summary>
    public const int Unknown = -1;

    private readonly Axes _axes;

    private Shape(ReadOnlySpan<int> lengths)
    {
        if (lengths.Length > MaxRank)
            throw new ArgumentException($"A shape has at most {MaxRank} axes, received {lengths.Length}.");
        foreach (var length in lengths)
            if (length < Unknown)
                throw new ArgumentException($"The length of an axis is at least 0 (or {Unknown} while unknown), "
                    + $"received {length}.");
        lengths.CopyTo(_axes);
        Rank = lengths.Length;
    }

    /// <summary>The number of axes.</summary>
    public int Rank { get; }

    /// <summary>The number of elements; 1 for a scalar.</summary>
    /// <exception cref="InvalidOperationException">An axis is unknown.</exception>
    /// <exception cref="OverflowException">The count exceeds <see cref="int.MaxValue"/>.</exception>
    public int Count => Elements is <= int.MaxValue and var count ? (int)count
        : throw new OverflowException($"Expected at most {int.MaxValue} elements in a tensor, {this} has {Product}. "
            + "Make an axis shorter: fewer rows at once, fewer steps or fewer features.");

    /// <summary>The number of elements, or a number above <see cref="int.MaxValue"/> where there are more than
    /// that.</summary>
    /// <exception cref="InvalidOperationException">An axis is unknown.</exception>
    internal long Elements
    {
        get
        {
            var count = 1L;
            for (var i = 0; i < Rank; i++)
            {
                if (_axes[i] < 0)
                    throw new InvalidOperationException(
                        $"The shape {this} has an unknown axis, so its elements cannot be counted.");
                if (count <= int.MaxValue || _axes[i] == 0) count *= _axes[i];
            }
            return count;
        }
    }

    /// <summary>The number of elements, however many.</summary>
    internal BigInteger Product
    {
        get
        {
            var product = BigInteger.One;
            foreach (var length in AsSpan()) product *= length;
            return product;
        }
    }

    /// <summary>A length that was computed, as that of an axis.</summary>
    /// <exception cref="OverflowException">It exceeds <see cref="int.MaxValue"/>.</exception>
    internal static int LengthOf(long length) => length <= int.MaxValue ? (int)length
        : throw new OverflowException($"Expected an axis of at most {int.MaxValue}, received one of {length}. Take "
            + "fewer units, steps or rows.");

    /// <summary>Whether every axis has a known length.</summary>
    public bool IsKnown
    {
        get
        {
            for (var i = 0; i < Rank; i++) if (_axes[i] < 0) return false;
            return true;
        }
    }

    /// <summary>The length of axis <paramref name="axis"/>; <c>shape[^1]</c> is the last one.</summary>
    public int this[int axis] => (uint)axis < (uint)Rank
        ? _axes[axis]
        : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The shape {this} has {Rank} axes.");

    /// <summary>The number of axes, for indices from the end and patterns.</summary>
    public int Length => Rank;

    /// <summary>The axes in <paramref name="range"/>.</summary>
    public Shape this[Range range]
    {
        get
        {
            var (start, length) = range.GetOffsetAndLength(Rank);
            return new(AsSpan().Slice(start, length));
        }
    }

    /// <summary>A shape of the given lengths: <c>Shape s = [32, 200, 64]</c>.</summary>
    public static Shape Create(ReadOnlySpan<int> lengths) => new(lengths);

    /// <summary>The lengths, outermost first.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int> AsSpan() => ((ReadOnlySpan<int>)_axes)[..Rank];

    /// <summary>This shape with another last axis.</summary>
    public Shape WithLast(int length) => With(Rank - 1, length);

    /// <summary>This shape with another length of axis <paramref name="axis"/>.</summary>
    public Shape With(int axis, int length)
    {
        Span<int> axes = stackalloc int[MaxRank];
        AsSpan().CopyTo(axes);
        if ((uint)axis >= (uint)Rank)
            throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The shape {this} has {Rank} axes.");
        axes[axis] = length;
        return new(axes[..Rank]);
    }

    /// <summary>This shape with an axis of <paramref name="length"/> inserted before axis
    /// <paramref name="axis"/>.</summary>
    public Shape Insert(int axis, int length)
    {
        Span<int> axes = stackalloc int[MaxRank + 1];
        AsSpan()[..axis].CopyTo(axes);
        axes[axis] = length;
        AsSpan()[axis..].CopyTo(axes[(axis + 1)..]);
        return new(axes[..(Rank + 1)]);
    }

    /// <summary>This shape without axis <paramref name="axis"/>.</summary>
    public Shape Remove(int axis)
    {
        Span<int> axes = stackalloc int[MaxRank];
        AsSpan()[..axis].CopyTo(axes);
        AsSpan()[(axis + 1)..].CopyTo(axes[axis..]);
        return new(axes[..(Rank - 1)]);
    }

    /// <summary>The axes of this shape followed by those of <paramref name="inner"/>.</summary>
    public Shape Concat(Shape inner)
    {
        Span<int> axes = stackalloc int[2 * MaxRank];
        AsSpan().CopyTo(axes);
        inner.AsSpan().CopyTo(axes[Rank..]);
        return new(axes[..(Rank + inner.Rank)]);
    }

    /// <summary>The axis that <paramref name="axis"/> means: negative numbers count from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int Axis(int axis)
    {
        var resolved = axis < 0 ? axis + Rank : axis;
        return (uint)resolved < (uint)Rank
            ? resolved
            : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The shape {this} has {Rank} axes.");
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var length in AsSpan()) hash.Add(length);
        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same axes.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The lengths in brackets, unknown ones as <c>?</c>: <c>[?, 200, 64]</c>.</summary>
    public override string ToString()
    {
        var parts = new string[Rank];
        for (var i = 0; i < Rank; i++) parts[i] = _axes[i] < 0 ? "?" : _axes[i].ToString(CultureInfo.InvariantCulture);
        return $"[{string.Join(", ", parts)}]";
    }

    /// <summary>Enumerates the lengths.</summary>
    public IEnumerator<int> GetEnumerator()
    {
        for (var i = 0; i < Rank; i++) yield return _axes[i];
    }

    [InlineArray(MaxRank)]
    private struct Axes
    {
        private int _first;
    }
}
