namespace Valence.Operations;

/// <summary>The tensors an operation is applied to; optional ones may be missing.</summary>
public readonly ref struct Operands(ReadOnlySpan<Tensor?> tensors)
{
    private readonly ReadOnlySpan<Tensor?> _tensors = tensors;

    /// <summary>How many there are, missing ones included.</summary>
    public int Count => _tensors.Length;

    /// <summary>Operand <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentException">It is missing.</exception>
    public Tensor this[int index] => _tensors[index]
        ?? throw new ArgumentException($"Operand {index} is required and missing.");

    /// <summary>Operand <paramref name="index"/>, or null where it is missing.</summary>
    public Tensor? Optional(int index) => index < _tensors.Length ? _tensors[index] : null;

    /// <summary>Whether operand <paramref name="index"/> is there.</summary>
    public bool Has(int index) => index < _tensors.Length && _tensors[index] is not null;

    /// <summary>The elements of an optional float operand; empty where it is missing.</summary>
    public ReadOnlySpan<float> FloatsOrEmpty(int index) => Optional(index) is { } tensor ? tensor.Floats : [];

    /// <summary>The elements of an optional integer operand; empty where it is missing.</summary>
    public ReadOnlySpan<int> IntsOrEmpty(int index) => Optional(index) is { } tensor ? tensor.Ints : [];
}
