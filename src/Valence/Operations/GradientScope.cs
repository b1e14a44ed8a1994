namespace Valence.Operations;

/// <summary>What a gradient rule works with: the operands and results of the call it differentiates, and the gradients
/// of the results.</summary>
public readonly ref struct GradientScope
{
    private readonly Gradients _gradients;
    private readonly ReadOnlySpan<Tensor?> _x;
    private readonly ReadOnlySpan<Tensor?> _y;

    internal GradientScope(CallContext call, Gradients gradients, ReadOnlySpan<Tensor?> x, ReadOnlySpan<Tensor?> y)
    {
        Call = call;
        _gradients = gradients;
        _x = x;
        _y = y;
    }

    /// <summary>Where the operations of the rule run; they are not recorded themselves.</summary>
    public CallContext Call { get; }

    /// <summary>The operands.</summary>
    public Operands X => new(_x);

    /// <summary>The first result.</summary>
    public Tensor Y => _y[0]!;

    /// <summary>The gradient of the first result; zeros where nothing depended on it.</summary>
    public Tensor Dy => OutputGradient(0) ?? Call.ZerosLike(Y);

    /// <summary>Result <paramref name="index"/>.</summary>
    public Tensor Output(int index) => _y[index]!;

    /// <summary>The gradient of result <paramref name="index"/>, or null where nothing depended on it.</summary>
    public Tensor? OutputGradient(int index) => _gradients.Dense(_y[index]!);

    /// <summary>Whether the gradient of operand <paramref name="index"/> is wanted.</summary>
    public bool Needs(int index) => index < _x.Length && _x[index] is { } operand && _gradients.IsTracked(operand);

    /// <summary>Adds <paramref name="gradient"/>, of the operand's shape, to the gradient of operand
    /// <paramref name="index"/>.</summary>
    public void Add(int index, Tensor gradient) => _gradients.Add(_x[index]!, gradient, Call);

    /// <summary>Adds gradients of single rows of operand <paramref name="index"/>: row <c>ids[i]</c> receives
    /// <c>rows[i]</c>; ids may repeat.</summary>
    public void AddRows(int index, Tensor ids, Tensor rows) => _gradients.AddRows(_x[index]!, ids, rows, Call);
}
