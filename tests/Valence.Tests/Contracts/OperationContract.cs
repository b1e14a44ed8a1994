using Valence.Operations;

namespace Valence.Tests.Contracts;

/// <summary>A row of the operation contract table: an operation, operands it must compute with, and operands it must
/// refuse.</summary>
/// <param name="Operation">The operation with its attributes.</param>
/// <param name="Examples">Lists of operands, of odd sizes and with every optional operand once.</param>
internal sealed record OperationContract(Operation Operation, params Tensor?[][] Examples)
{
    /// <summary>Tells rows of one class apart.</summary>
    public string Variant { get; init; } = "";

    /// <summary>How many results there are.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>The results through which gradients pass; all when null.</summary>
    public int[]? Followed { get; init; }

    /// <summary>The operands that have a gradient.</summary>
    public int[] Differentiable { get; init; } = [];

    /// <summary>Operands that do not fit.</summary>
    public Tensor?[][] Wrong { get; init; } = [];

    public string Name => Operation.GetType().Name + (Variant.Length > 0 ? " " + Variant : "");
}
