using System.Runtime.CompilerServices;
using Valence.Text;

namespace Valence;

/// <summary>Inputs or targets: one tensor or several, each with a sample in every row of its first axis.</summary>
/// <remarks>Several tensors or arrays may stand in brackets: <c>model.Predict([ids, numbers])</c>. Doubles become
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

    /// <summary>Several tensors or arrays, one for each input or output of the model: <c>[ids, numbers]</c>.</summary>
    /// <exception cref="ArgumentException">They have different numbers of rows, or a scalar is among them.</exception>
    public static Data Create(ReadOnlySpan<Data> parts)
    {
        var tensors = new List<Tensor>(parts.Length);
        foreach (var part in parts) tensors.AddRange(part.Tensors);
        return new([.. tensors]);
    }

    /// <summary>The names of the tensors; null where they have none and go by their order.</summary>
    public IReadOnlyList<string>? Names => _names;

    /// <summary>The tensors.</summary>
    public IReadOnlyList<Tensor> Tensors => _tensors ?? [];

    /// <summary>The shapes of the tensors for any number of samples.</summary>
    internal IEnumerable<Shape> Shapes => Tensors.Select(tensor => tensor.Shape.With(0, Shape.Unknown));

    /// <summary>The number of samples.</summary>
    public int Rows => _tensors is [var first, ..] ? first.Shape[0] : 0;

    /// <summary>The tensors, one after the other, each as data of its own.</summary>
    public IEnumerator<Data> GetEnumerator() => Tensors.Select(tensor => (Data)tensor).GetEnumerator();

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
                throw new ArgumentException($"The model has no {what} '{name}'. {NearName.List(name, names)}");
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

    /// <summary>Inputs or targets by name: <c>new Dictionary&lt;string, Data&gt; { ["title"] = ids }</c>.</summary>
    /// <exception cref="ArgumentException">One is of several tensors, or they have different numbers of
    /// rows.</exception>
    public static implicit operator Data(Dictionary<string, Data> data) =>
        new(Require.NotNull(data).ToDictionary(pair => pair.Key, pair => pair.Value.Tensors is [var one] ? one
            : throw new ArgumentException($"Expected one tensor for '{pair.Key}', received "
                + $"{pair.Value.Tensors.Count}.")));

    /// <summary>One tensor of an array of float, double (which become float32), int, long (int32), bool (1 and 0) or
    /// string with up to four axes, or of arrays within each other.</summary>
    /// <exception cref="ArgumentException">Rows have different lengths, and the message names the row; or the elements
    /// are of another type.</exception>
    public static implicit operator Data(Array values) => new(Tensor.FromArray(values));

    /// <summary>A vector of numbers.</summary>
    public static implicit operator Data(List<float> values) => Of(values);

    /// <summary>A vector of numbers, which become float32.</summary>
    public static implicit operator Data(List<double> values) => Of(values);

    /// <summary>A vector of integers.</summary>
    public static implicit operator Data(List<int> values) => Of(values);

    /// <summary>A vector of truth values, which become 1 and 0.</summary>
    public static implicit operator Data(List<bool> values) => Of(values);

    /// <summary>Texts.</summary>
    public static implicit operator Data(List<string> values) => Of(values);

    /// <summary>Rows of equal length.</summary>
    /// <exception cref="ArgumentException">They have different lengths; the message names the row.</exception>
    public static implicit operator Data(List<int[]> values) => Of(values);

    /// <inheritdoc cref="op_Implicit(List{int[]})"/>
    public static implicit operator Data(List<float[]> values) => Of(values);

    private static Data Of<T>(List<T> values) => new(Tensor.FromArray(Require.NotNull(values).ToArray()));
}
