
namespace Valence.Models;

/// <summary>What an operation of a graph takes beside a place of it: another place, an array or a number.</summary>
/// <remarks>A number takes the element type of the other operand where its kind allows that, as in Keras:
/// <c>ids + 2</c> stays int32, <c>ids + 2.5</c> is float32.</remarks>
public readonly struct Term
{
    private readonly Argument? _argument;

    private Term(Argument argument) => _argument = argument;

    internal Argument Argument => _argument ?? Models.Argument.Nothing.Instance;

    /// <summary>A place of a graph.</summary>
    public static implicit operator Term(SymbolicTensor value) => new(new Argument.Symbol(value));

    /// <summary>An array that becomes part of the graph; it is not copied.</summary>
    public static implicit operator Term(Tensor value) => new(new Argument.Array(Require.NotNull(value),
        value.Type == ElementType.Int32 ? KerasType.Int32
        : value.Type == ElementType.Float32 ? KerasType.Float32 : KerasType.String, IsNumPy: false));

    /// <summary>A whole number.</summary>
    public static implicit operator Term(int value) => new(new Argument.Integer(value));

    /// <summary>A number.</summary>
    public static implicit operator Term(double value) => new(new Argument.Number(value));

    /// <summary>A truth value.</summary>
    public static implicit operator Term(bool value) => new(new Argument.Truth(value));
}
