using System.Runtime.InteropServices;

namespace Valence.Text;

/// <summary>Sequences of unequal length as one tensor.</summary>
public static class Sequences
{
    /// <summary>Ids as an int tensor <c>[sequences, maxLength]</c>: shorter sequences are filled up, longer ones cut
    /// (Keras' <c>pad_sequences</c>).</summary>
    /// <param name="sequences">The sequences; empty ones become rows of <paramref name="value"/>.</param>
    /// <param name="maxLength">The length of every row, at least 1; the longest sequence's when null.</param>
    /// <param name="padding">At which end shorter sequences are filled up.</param>
    /// <param name="truncating">At which end longer sequences lose elements.</param>
    /// <param name="value">What they are filled with.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is below 1.</exception>
    /// <exception cref="ArgumentException">There is no sequence, and <paramref name="maxLength"/> is null.</exception>
    public static Tensor Pad(
        IReadOnlyList<IReadOnlyList<int>> sequences, int? maxLength = null,
        SequenceEnd padding = default, SequenceEnd truncating = default, int value = 0)
    {
        var tensor = Tensor.Uninitialized(PaddedShape(sequences, maxLength), ElementType.Int32);
        Fill(sequences, tensor.Overwrite<int>(), tensor.Shape[1], padding, truncating, value);
        return tensor;
    }

    /// <summary>Numbers as a float tensor <c>[sequences, maxLength]</c>; otherwise like the version for ids.</summary>
    /// <inheritdoc cref="Pad(IReadOnlyList{IReadOnlyList{int}}, int?, SequenceEnd, SequenceEnd, int)"/>
    public static Tensor Pad(
        IReadOnlyList<IReadOnlyList<float>> sequences, int? maxLength = null,
        SequenceEnd padding = default, SequenceEnd truncating = default, float value = 0)
    {
        var tensor = Tensor.Uninitialized(PaddedShape(sequences, maxLength), ElementType.Float32);
        Fill(sequences, tensor.Overwrite<float>(), tensor.Shape[1], padding, truncating, value);
        return tensor;
    }

    /// <summary>Texts as a string tensor <c>[sequences, maxLength]</c>; otherwise like the version for ids.</summary>
    /// <inheritdoc cref="Pad(IReadOnlyList{IReadOnlyList{int}}, int?, SequenceEnd, SequenceEnd, int)"/>
    public static Tensor Pad(
        IReadOnlyList<IReadOnlyList<string>> sequences, int? maxLength = null,
        SequenceEnd padding = default, SequenceEnd truncating = default, string value = "")
    {
        var tensor = Tensor.Uninitialized(PaddedShape(sequences, maxLength), ElementType.String);
        Fill(sequences, tensor.Overwrite<string>(), tensor.Shape[1], padding, truncating, value);
        return tensor;
    }

    /// <summary>Vectors of one width as a float tensor <c>[sequences, maxLength, width]</c>; otherwise like the version
    /// for ids.</summary>
    /// <param name="sequences">The sequences; empty ones become rows of <paramref name="value"/>.</param>
    /// <param name="maxLength">The length of every row, at least 1; the longest sequence's when null.</param>
    /// <param name="padding">At which end shorter sequences are filled up.</param>
    /// <param name="truncating">At which end longer sequences lose vectors.</param>
    /// <param name="value">What every element of the vectors that fill them up is.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is below 1.</exception>
    /// <exception cref="ArgumentException">There is no vector, or widths differ.</exception>
    public static Tensor Pad(
        IReadOnlyList<IReadOnlyList<float[]>> sequences, int? maxLength = null,
        SequenceEnd padding = default, SequenceEnd truncating = default, float value = 0)
    {
        var shape = PaddedShape(sequences, maxLength);
        var width = Width(sequences);
        var filling = new float[width];
        filling.AsSpan().Fill(value);
        var vectors = new float[shape.Count][];
        Fill(sequences, vectors, shape[1], padding, truncating, filling);
        var tensor = Tensor.Uninitialized([shape[0], shape[1], width], ElementType.Float32);
        for (var i = 0; i < vectors.Length; i++) vectors[i].CopyTo(tensor.Overwrite<float>()[(i * width)..]);
        return tensor;
    }

    private static int Width(IReadOnlyList<IReadOnlyList<float[]>> sequences)
    {
        int? width = null;
        for (var row = 0; row < sequences.Count; row++)
            foreach (var vector in sequences[row])
                if (vector.Length != (width ??= vector.Length))
                    throw new ArgumentException($"Expected vectors of {width} numbers as the first one has, "
                        + $"received one of {vector.Length} in sequence {row}.", nameof(sequences));
        return width ?? throw new ArgumentException("There is no vector to take the width from.", nameof(sequences));
    }

    private static Shape PaddedShape<T>(IReadOnlyList<IReadOnlyList<T>> sequences, int? maxLength)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (maxLength < 1)
            throw new ArgumentOutOfRangeException(
                nameof(maxLength), maxLength, "Expected a length of at least 1, or null for the longest sequence's.");
        if (maxLength is null && sequences.Count == 0)
            throw new ArgumentException("There is no sequence to take the length from: give maxLength.",
                nameof(sequences));
        return [sequences.Count, maxLength ?? sequences.Max(sequence => sequence.Count)];
    }

    private static void Fill<T>(IReadOnlyList<IReadOnlyList<T>> sequences, Span<T> rows, int length,
        SequenceEnd padding, SequenceEnd truncating, T value)
    {
        for (var i = 0; i < sequences.Count; i++)
        {
            var source = Elements(sequences[i]);
            var kept = Math.Min(source.Length, length);
            source = truncating == SequenceEnd.Pre ? source[^kept..] : source[..kept];
            var row = rows.Slice(i * length, length);
            source.CopyTo(padding == SequenceEnd.Pre ? row[^kept..] : row[..kept]);
            (padding == SequenceEnd.Pre ? row[..^kept] : row[kept..]).Fill(value);
        }
    }

    private static ReadOnlySpan<T> Elements<T>(IReadOnlyList<T> sequence) => sequence switch
    {
        T[] array => array,
        List<T> list => CollectionsMarshal.AsSpan(list),
        _ => sequence.ToArray(),
    };
}
