using System.Runtime.CompilerServices;

namespace Valence;

/// <summary>The values a layer receives or returns; up to four of them need no memory of their own.</summary>
[CollectionBuilder(typeof(Values), nameof(Create))]
public readonly struct Values
{
    private readonly Few _few;
    private readonly Value[]? _many;

    private Values(ReadOnlySpan<Value> values)
    {
        Count = values.Length;
        if (Count <= Few.Length) values.CopyTo(_few);
        else _many = values.ToArray();
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Value <paramref name="index"/>.</summary>
    public Value this[int index] => (uint)index >= (uint)Count
        ? throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} values.")
        : _many is null ? _few[index] : _many[index];

    /// <summary>The first value's tensor.</summary>
    public Tensor Tensor => this[0].Tensor;

    /// <summary>The first value's mask.</summary>
    public Tensor? Mask => this[0].Mask;

    /// <summary>The given values: <c>Values v = [query, key]</c>.</summary>
    public static Values Create(ReadOnlySpan<Value> values) => new(values);

    /// <summary>Tensors without masks.</summary>
    internal static Values Of(ReadOnlySpan<Tensor> tensors) => tensors switch
    {
        [var one] => one,
        [var one, var two] => [one, two],
        [var one, var two, var three] => [one, two, three],
        _ => new(tensors.ToArray().Select(tensor => new Value(tensor)).ToArray()),
    };

    /// <summary>One tensor without a mask.</summary>
    public static implicit operator Values(Tensor tensor) => new([new(tensor)]);

    /// <summary>One value.</summary>
    public static implicit operator Values(Value value) => new([value]);

    /// <summary>A copy of the values.</summary>
    public Value[] ToArray()
    {
        var values = new Value[Count];
        for (var i = 0; i < Count; i++) values[i] = this[i];
        return values;
    }

    /// <summary>Enumerates the values.</summary>
    public IEnumerator<Value> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    [InlineArray(Length)]
    private struct Few
    {
        public const int Length = 4;
        private Value _first;
    }
}
