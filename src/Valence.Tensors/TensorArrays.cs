using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Valence;

/// <summary>Tensors from arrays and lists of numbers or texts, whatever their axes.</summary>
internal static class TensorArrays
{
    /// <summary>A tensor of the elements of an array, or of arrays or lists within it.</summary>
    /// <exception cref="ArgumentException">Inner ones have different lengths, or elements of another type.</exception>
    /// <exception cref="OverflowException">A long is not an int.</exception>
    public static Tensor From(Array values)
    {
        if (values.Rank > Shape.MaxRank)
            throw new ArgumentException($"Expected at most {Shape.MaxRank} axes, received {values.Rank}.");
        var axes = new int[values.Rank];
        for (var axis = 0; axis < axes.Length; axis++) axes[axis] = values.GetLength(axis);
        var shape = Shape.Create(axes);
        // An int[] also passes for a uint[], and every array of objects for one of their base: the exact type decides.
        var type = values.GetType().GetElementType();
        return type == typeof(float) ? Tensor.From(Elements<float>(values), shape)
            : type == typeof(double) ? From(Elements<double>(values), shape)
            : type == typeof(int) ? Tensor.From(Elements<int>(values), shape)
            : type == typeof(long) ? From(Elements<long>(values), shape)
            : type == typeof(bool) ? From(Elements<bool>(values), shape)
            : type == typeof(string) ? Tensor.From(values.Cast<string>().ToArray(), shape)
            : values.Rank == 1 && !type!.IsPrimitive ? FromRows(values)
            : throw Unknown(values.GetType());
    }

    /// <summary>A tensor of arrays or lists of equal length, one a row.</summary>
    /// <inheritdoc cref="From(Array)"/>
    public static Tensor FromRows(ICollection rows)
    {
        Tensor? whole = null;
        var number = 0;
        foreach (var row in rows)
        {
            var tensor = row switch
            {
                Tensor given => given,
                Array array => From(array),
                List<float> list => Tensor.From(CollectionsMarshal.AsSpan(list)),
                List<double> list => From(CollectionsMarshal.AsSpan(list), [list.Count]),
                List<int> list => Tensor.From(CollectionsMarshal.AsSpan(list)),
                List<long> list => From(CollectionsMarshal.AsSpan(list), [list.Count]),
                List<bool> list => From(CollectionsMarshal.AsSpan(list), [list.Count]),
                List<string> list => Tensor.From(CollectionsMarshal.AsSpan(list)),
                IList list => FromRows(list),
                null => throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"Expected a row of values, received null as row {number}.")),
                _ => throw Unknown(rows.GetType()),
            };
            if (whole is null)
                whole = Tensor.Uninitialized(tensor.Shape.Insert(0, rows.Count), tensor.Type);
            else if (tensor.Shape != whole.Shape[1..] || tensor.Type != whole.Type)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected rows of equal "
                    + $"length and type, received {whole.Type.ToString().ToLowerInvariant()} {whole.Shape[1..]} as row "
                    + $"0 and {tensor.TypeAndShape} as row {number}. Sequences.Pad makes them equally long."));
            Put(tensor, whole, number++);
        }
        return whole ?? new Tensor([0, 0]);
    }

    /// <summary>Numbers as float32.</summary>
    public static Tensor From(ReadOnlySpan<double> values, Shape shape)
    {
        var tensor = Room(values.Length, shape, ElementType.Float32);
        var to = tensor.Overwrite<float>();
        for (var i = 0; i < to.Length; i++) to[i] = (float)values[i];
        return tensor;
    }

    /// <summary>Truth values as 1 and 0.</summary>
    public static Tensor From(ReadOnlySpan<bool> values, Shape shape)
    {
        var tensor = Room(values.Length, shape, ElementType.Float32);
        var to = tensor.Overwrite<float>();
        for (var i = 0; i < to.Length; i++) to[i] = values[i] ? 1 : 0;
        return tensor;
    }

    /// <summary>Integers as int32.</summary>
    /// <exception cref="OverflowException">One is none.</exception>
    public static Tensor From(ReadOnlySpan<long> values, Shape shape)
    {
        var tensor = Room(values.Length, shape, ElementType.Int32);
        var to = tensor.Overwrite<int>();
        for (var i = 0; i < to.Length; i++)
            to[i] = values[i] is >= int.MinValue and <= int.MaxValue ? (int)values[i]
                : throw new OverflowException(string.Create(CultureInfo.InvariantCulture,
                    $"Expected integers from {int.MinValue} to {int.MaxValue}, received {values[i]} at position {i}."));
        return tensor;
    }

    private static Tensor Room(int count, Shape shape, ElementType type) => shape.Count == count
        ? Tensor.Uninitialized(shape, type)
        : throw new ArgumentException($"A tensor of shape {shape} has {shape.Count} elements, "
            + $"received {count} values.");

    private static ReadOnlySpan<T> Elements<T>(Array values) where T : unmanaged => MemoryMarshal.CreateReadOnlySpan(
        ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);

    private static void Put(Tensor from, Tensor into, int row)
    {
        var start = row * from.Count;
        switch (from.Type)
        {
            case ElementType.Float32: from.Floats.CopyTo(into.Overwrite<float>()[start..]); break;
            case ElementType.Int32: from.Ints.CopyTo(into.Overwrite<int>()[start..]); break;
            default: from.Strings.CopyTo(into.Overwrite<string>()[start..]); break;
        }
    }

    private static ArgumentException Unknown(Type type) => new("Expected arrays or lists of float, double, int, long, "
        + $"bool or string with up to four axes, or such within each other, received {type.Name}.");
}
