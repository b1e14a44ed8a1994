using Valence.Randomness;

namespace Valence.Initializers;

/// <summary>The same number everywhere, or an array's numbers, such as word vectors as the start of an
/// <c>Embedding</c>.</summary>
public sealed class Constant : Initializer
{
    /// <summary>One number everywhere.</summary>
    /// <param name="value">The number.</param>
    public Constant(double value = 0) => Value = value;

    /// <summary>The numbers of an array, repeated along axes of length 1 and axes that it lacks, as NumPy
    /// broadcasts.</summary>
    /// <param name="values">A float32 tensor, of the weight's shape or one that is broadcast to it; it is
    /// copied.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> does not hold floats.</exception>
    public Constant(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Type != ElementType.Float32)
            throw new ArgumentException($"Expected a float32 tensor, received {values.TypeAndShape}.", nameof(values));
        Values = values.Copy();
    }

    /// <summary>The numbers of a matrix, such as word vectors <c>[words, features]</c>.</summary>
    public Constant(float[,] values) : this(Tensor.From(Require.NotNull(values)))
    {
    }

    /// <summary>The numbers of a vector, such as a bias.</summary>
    public Constant(float[] values) : this(Tensor.From(Require.NotNull(values)))
    {
    }

    /// <summary>The number; 0 where there is an array.</summary>
    public double Value { get; }

    /// <summary>The array, or null where there is one number.</summary>
    public Tensor? Values { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The array cannot be broadcast to the weight's shape.</exception>
    public override void Fill(Span<float> values, Shape shape, CounterRandom random)
    {
        if (Values is null)
        {
            values.Fill((float)Value);
            return;
        }
        if (Values.Shape == shape)
        {
            Values.Floats.CopyTo(values);
            return;
        }
        var missing = shape.Rank - Values.Shape.Rank;
        for (var axis = 0; missing >= 0 && axis < Values.Shape.Rank; axis++)
            if (Values.Shape[axis] != 1 && Values.Shape[axis] != shape[axis + missing]) missing = -1;
        if (missing < 0)
            throw new ArgumentException($"Constant: expected an array that fills {shape}, received {Values.Shape}. "
                + "Give one of the weight's shape.");
        for (var i = 0; i < values.Length; i++) values[i] = Values.Floats[Source(i, shape, missing)];
    }

    // The element of the array that stands at an element of the weight.
    private int Source(int index, Shape shape, int missing)
    {
        var (source, stride) = (0, 1);
        for (var axis = shape.Rank - 1; axis >= missing; axis--)
        {
            var length = Values!.Shape[axis - missing];
            if (length > 1) source += index % shape[axis] * stride;
            stride *= length;
            index /= shape[axis];
        }
        return source;
    }
}
