namespace Valence.Training;

/// <summary>Inputs or targets: one tensor or several, each with a sample in every row of its first axis.</summary>
public readonly struct Data
{
    private readonly Tensor[]? _tensors;

    /// <summary>Several tensors, one for each input or output of the model.</summary>
    /// <exception cref="ArgumentException">They have different numbers of rows, or a scalar is among them.</exception>
    public Data(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor.Shape.Rank == 0)
                throw new ArgumentException("Expected tensors whose first axis is the samples, received a scalar.");
            if (tensor.Shape[0] != tensors[0].Shape[0])
                throw new ArgumentException("Expected tensors with equally many rows, received "
                    + $"{tensors[0].Shape[0]} and {tensor.Shape[0]}.");
        }
        _tensors = tensors.ToArray();
    }

    /// <summary>The tensors.</summary>
    public IReadOnlyList<Tensor> Tensors => _tensors ?? [];

    /// <summary>The number of samples.</summary>
    public int Rows => _tensors is [var first, ..] ? first.Shape[0] : 0;

    /// <summary>Rows <paramref name="start"/> to <paramref name="end"/> (exclusive), copied.</summary>
    public Data Slice(int start, int end)
    {
        var order = new int[end - start];
        for (var i = 0; i < order.Length; i++) order[i] = start + i;
        return Take(order);
    }

    /// <summary>The rows of the given numbers, copied.</summary>
    public Data Take(ReadOnlySpan<int> rows)
    {
        var taken = new Tensor[Tensors.Count];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = Tensor.Uninitialized(Tensors[i].Shape.With(0, rows.Length), Tensors[i].Type);
            RowCopy.Gather(Tensors[i], rows, taken[i]);
        }
        return new(taken);
    }

    /// <summary>One tensor.</summary>
    public static implicit operator Data(Tensor tensor) => new(tensor);

    /// <summary>Several tensors.</summary>
    public static implicit operator Data(Tensor[] tensors) => new(tensors);

    /// <summary>A vector of numbers.</summary>
    public static implicit operator Data(float[] values) => new(Tensor.From(values));

    /// <summary>A vector of integers.</summary>
    public static implicit operator Data(int[] values) => new(Tensor.From(values));

    /// <summary>A matrix of integers.</summary>
    public static implicit operator Data(int[,] values) => new(Tensor.From(values));

    /// <summary>A matrix of numbers.</summary>
    public static implicit operator Data(float[,] values) => new(Tensor.From(values));

    /// <summary>Texts.</summary>
    public static implicit operator Data(string[] values) => new(Tensor.From(values));
}
