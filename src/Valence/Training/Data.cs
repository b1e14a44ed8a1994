using System.Runtime.CompilerServices;

namespace Valence.Training;

/// <summary>Inputs or targets: one tensor or several, each with a sample in every row of its first axis.</summary>
/// <remarks>Several tensors may stand in brackets: <c>model.Predict([ids, numbers])</c>. Arrays of doubles become
/// float32, which all computing is done in.</remarks>
[CollectionBuilder(typeof(Data), nameof(Create))]
public readonly struct Data
{
    private readonly Tensor[]? _tensors;
    private readonly string[]? _names;

    /// <summary>Several tensors, one for each input or output of the model.</summary>
    /// <exception cref="ArgumentException">They have different numbers of rows, or a scalar is among them.</exception>
    public Data(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor is null) throw new ArgumentNullException(nameof(tensors));
            if (tensor.Shape.Rank == 0)
                throw new ArgumentException("Expected tensors whose first axis is the samples, received a scalar.");
            if (tensor.Shape[0] != tensors[0].Shape[0])
                throw new ArgumentException("Expected tensors with equally many rows, received "
                    + $"{tensors[0].Shape[0]} and {tensor.Shape[0]}.");
        }
        _tensors = tensors.ToArray();
    }

    /// <summary>Several tensors by name: the keys of the model's dictionary of inputs or outputs (paths such as
    /// <c>a/b</c> where dictionaries are in it), or the names of its input layers or outputs.</summary>
    /// <exception cref="ArgumentException">They have different numbers of rows, or a scalar is among them.</exception>
    public Data(IReadOnlyDictionary<string, Tensor> tensors)
        : this([.. Require.NotNull(tensors).Values], [.. tensors.Keys])
    {
    }

    private Data(Tensor[] tensors, string[] names) : this(tensors) => _names = names;

    /// <summary>Several tensors, one for each input or output of the model.</summary>
    /// <exception cref="ArgumentException">They have different numbers of rows, or a scalar is among them.</exception>
    public static Data Create(ReadOnlySpan<Tensor> tensors) => new(tensors);

    /// <summary>The names of the tensors; null where they have none and go by their order.</summary>
    public IReadOnlyList<string>? Names => _names;

    /// <summary>The tensors.</summary>
    public IReadOnlyList<Tensor> Tensors => _tensors ?? [];

    /// <summary>The number of samples.</summary>
    public int Rows => _tensors is [var first, ..] ? first.Shape[0] : 0;

    /// <summary>The tensors, one after the other.</summary>
    public IEnumerator<Tensor> GetEnumerator() => Tensors.GetEnumerator();

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
        return _names is null ? new(taken) : new(taken, _names);
    }

    /// <summary>The tensors in the order of <paramref name="names"/>; as they are where they have no names.</summary>
    /// <param name="names">The names of a model's inputs or outputs.</param>
    /// <param name="what">What these are, for errors: <c>input</c> or <c>output</c>.</param>
    /// <exception cref="ArgumentException">A tensor is missing, or is none of the model's.</exception>
    internal Data InOrder(IReadOnlyList<string> names, string what)
    {
        if (_names is not { } own) return this;
        foreach (var name in own)
            if (!names.Contains(name))
                throw new ArgumentException($"The model has no {what} '{name}'; it has "
                    + $"{string.Join(", ", names.Select(known => $"'{known}'"))}.");
        var tensors = new Tensor[names.Count];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = Array.IndexOf(own, names[i]) is var index and >= 0 ? _tensors![index]
                : throw new ArgumentException($"Expected a tensor for each {what}, received none for '{names[i]}'.");
        return new(tensors);
    }

    /// <summary>One tensor.</summary>
    public static implicit operator Data(Tensor tensor) => new(Require.NotNull(tensor));

    /// <summary>Several tensors.</summary>
    public static implicit operator Data(Tensor[] tensors) => new(Require.NotNull(tensors));

    /// <summary>Several tensors by name.</summary>
    public static implicit operator Data(Dictionary<string, Tensor> tensors) => new(tensors);

    /// <summary>A vector of numbers.</summary>
    public static implicit operator Data(float[] values) => new(Tensor.From(Require.NotNull(values)));

    /// <summary>A vector of integers.</summary>
    public static implicit operator Data(int[] values) => new(Tensor.From(Require.NotNull(values)));

    /// <summary>A matrix of integers.</summary>
    public static implicit operator Data(int[,] values) => new(Tensor.From(Require.NotNull(values)));

    /// <summary>A matrix of numbers.</summary>
    public static implicit operator Data(float[,] values) => new(Tensor.From(Require.NotNull(values)));

    /// <summary>A vector of numbers, which become float32.</summary>
    public static implicit operator Data(double[] values) =>
        new(Tensor.From([.. Require.NotNull(values).Select(value => (float)value)]));

    /// <summary>A matrix of numbers, which become float32.</summary>
    public static implicit operator Data(double[,] values) =>
        new(Tensor.From([.. Require.NotNull(values).Cast<double>().Select(value => (float)value)],
            [values.GetLength(0), values.GetLength(1)]));

    /// <summary>Texts.</summary>
    public static implicit operator Data(string[] values) => new(Tensor.From(Require.NotNull(values)));
}
