
namespace Valence.Models;

/// <summary>A place in a functional model's graph: an input or a layer's output, with its shape but no
/// elements.</summary>
public sealed class SymbolicTensor
{
    internal SymbolicTensor(Shape shape, ElementType type, LayerNode node, int index, KerasType? kerasType = null)
    {
        Shape = shape;
        Type = type;
        KerasType = kerasType ?? KerasTypes.Of(type);
        Node = node;
        Index = index;
    }

    /// <summary>The lengths of the axes, the batch first; −1 where unknown.</summary>
    public Shape Shape { get; }

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; }

    /// <summary>What the elements are in Keras, which knows more types.</summary>
    internal KerasType KerasType { get; }

    internal LayerNode Node { get; }

    internal int Index { get; }

    /// <summary>Positions and ranges of the axes, as NumPy's index: <c>x[.., ^1]</c> is Keras'
    /// <c>x[:, -1]</c>.</summary>
    /// <remarks>Positions in an array are taken by <c>Take</c>, as Keras keeps no array in an index.</remarks>
    /// <param name="keys">One key an axis; axes without a key stay as they are.</param>
    public SymbolicTensor this[params ReadOnlySpan<AxisKey> keys]
    {
        get
        {
            var items = new Argument[keys.Length];
            for (var i = 0; i < items.Length; i++) items[i] = keys[i].Argument;
            var array = Array.FindIndex(items, item => item is Argument.Array);
            if (array < 0 || items.Count(item => item is Argument.Array) > 1
                || items.Any(item => item is Argument.Integer))
                return OperationUse.One("numpy.GetItem", this, new Argument.List(items));
            // The axis of the positions is counted from the end that no ellipsis lies before.
            var axis = items[..array].Any(item => item is Argument.Ellipsis) ? array - items.Length : array;
            var positions = items[array];
            items[array] = AxisKey.All.Argument;
            var whole = items.All(item => item is Argument.Ellipsis || item == AxisKey.All.Argument) ? this
                : OperationUse.One("numpy.GetItem", this, new Argument.List(items));
            return OperationUse.One("numpy.Take", [("axis", axis)], whole, positions);
        }
    }

    /// <summary>The opposite: <c>−x</c>.</summary>
    public static SymbolicTensor operator -(SymbolicTensor x) => OperationUse.One("numpy.Negative", x);

    /// <summary>Where the elements are 0 or false.</summary>
    public static SymbolicTensor operator !(SymbolicTensor x) => OperationUse.One("numpy.LogicalNot", x);

    /// <summary>The sum, element by element.</summary>
    public static SymbolicTensor operator +(SymbolicTensor a, SymbolicTensor b) => OperationUse.One("numpy.Add", a, b);

    /// <summary>The sum, element by element.</summary>
    public static SymbolicTensor operator +(SymbolicTensor a, Term b) => OperationUse.One("numpy.Add", a, b);

    /// <summary>The sum, element by element.</summary>
    public static SymbolicTensor operator +(Term a, SymbolicTensor b) => OperationUse.One("numpy.Add", a, b);

    /// <summary>The difference, element by element.</summary>
    public static SymbolicTensor operator -(SymbolicTensor a, SymbolicTensor b) =>
        OperationUse.One("numpy.Subtract", a, b);

    /// <summary>The difference, element by element.</summary>
    public static SymbolicTensor operator -(SymbolicTensor a, Term b) => OperationUse.One("numpy.Subtract", a, b);

    /// <summary>The difference, element by element.</summary>
    public static SymbolicTensor operator -(Term a, SymbolicTensor b) => OperationUse.One("numpy.Subtract", a, b);

    /// <summary>The product, element by element.</summary>
    public static SymbolicTensor operator *(SymbolicTensor a, SymbolicTensor b) =>
        OperationUse.One("numpy.Multiply", a, b);

    /// <summary>The product, element by element.</summary>
    public static SymbolicTensor operator *(SymbolicTensor a, Term b) => OperationUse.One("numpy.Multiply", a, b);

    /// <summary>The product, element by element.</summary>
    public static SymbolicTensor operator *(Term a, SymbolicTensor b) => OperationUse.One("numpy.Multiply", a, b);

    /// <summary>The quotient, element by element; integers give floats.</summary>
    public static SymbolicTensor operator /(SymbolicTensor a, SymbolicTensor b) =>
        OperationUse.One("numpy.Divide", a, b);

    /// <summary>The quotient, element by element; integers give floats.</summary>
    public static SymbolicTensor operator /(SymbolicTensor a, Term b) => OperationUse.One("numpy.Divide", a, b);

    /// <summary>The quotient, element by element; integers give floats.</summary>
    public static SymbolicTensor operator /(Term a, SymbolicTensor b) => OperationUse.One("numpy.Divide", a, b);

    /// <summary>What is left of whole multiples, with the sign of the divisor: Python's <c>%</c>.</summary>
    public static SymbolicTensor operator %(SymbolicTensor a, SymbolicTensor b) => OperationUse.One("numpy.Mod", a, b);

    /// <summary>What is left of whole multiples, with the sign of the divisor: Python's <c>%</c>.</summary>
    public static SymbolicTensor operator %(SymbolicTensor a, Term b) => OperationUse.One("numpy.Mod", a, b);

    /// <summary>What is left of whole multiples, with the sign of the divisor: Python's <c>%</c>.</summary>
    public static SymbolicTensor operator %(Term a, SymbolicTensor b) => OperationUse.One("numpy.Mod", a, b);

    /// <summary>Where both are true.</summary>
    public static SymbolicTensor operator &(SymbolicTensor a, SymbolicTensor b) =>
        OperationUse.One("numpy.LogicalAnd", a, b);

    /// <summary>Where both are true.</summary>
    public static SymbolicTensor operator &(SymbolicTensor a, Term b) => OperationUse.One("numpy.LogicalAnd", a, b);

    /// <summary>Where both are true.</summary>
    public static SymbolicTensor operator &(Term a, SymbolicTensor b) => OperationUse.One("numpy.LogicalAnd", a, b);

    /// <summary>Where one or both are true.</summary>
    public static SymbolicTensor operator |(SymbolicTensor a, SymbolicTensor b) =>
        OperationUse.One("numpy.LogicalOr", a, b);

    /// <summary>Where one or both are true.</summary>
    public static SymbolicTensor operator |(SymbolicTensor a, Term b) => OperationUse.One("numpy.LogicalOr", a, b);

    /// <summary>Where one or both are true.</summary>
    public static SymbolicTensor operator |(Term a, SymbolicTensor b) => OperationUse.One("numpy.LogicalOr", a, b);

    /// <summary>Where one is true and the other is not.</summary>
    public static SymbolicTensor operator ^(SymbolicTensor a, SymbolicTensor b) =>
        OperationUse.One("numpy.LogicalXor", a, b);

    /// <summary>Where one is true and the other is not.</summary>
    public static SymbolicTensor operator ^(SymbolicTensor a, Term b) => OperationUse.One("numpy.LogicalXor", a, b);

    /// <summary>Where one is true and the other is not.</summary>
    public static SymbolicTensor operator ^(Term a, SymbolicTensor b) => OperationUse.One("numpy.LogicalXor", a, b);

    /// <summary>Where the first is smaller.</summary>
    public static SymbolicTensor operator <(SymbolicTensor a, SymbolicTensor b) => OperationUse.One("numpy.Less", a, b);

    /// <summary>Where the first is smaller.</summary>
    public static SymbolicTensor operator <(SymbolicTensor a, Term b) => OperationUse.One("numpy.Less", a, b);

    /// <summary>Where the first is smaller.</summary>
    public static SymbolicTensor operator <(Term a, SymbolicTensor b) => OperationUse.One("numpy.Less", a, b);

    /// <summary>Where the first is larger.</summary>
    public static SymbolicTensor operator >(SymbolicTensor a, SymbolicTensor b) =>
        OperationUse.One("numpy.Greater", a, b);

    /// <summary>Where the first is larger.</summary>
    public static SymbolicTensor operator >(SymbolicTensor a, Term b) => OperationUse.One("numpy.Greater", a, b);

    /// <summary>Where the first is larger.</summary>
    public static SymbolicTensor operator >(Term a, SymbolicTensor b) => OperationUse.One("numpy.Greater", a, b);

    /// <summary>Where the first is at most the second.</summary>
    public static SymbolicTensor operator <=(SymbolicTensor a, SymbolicTensor b) =>
        OperationUse.One("numpy.LessEqual", a, b);

    /// <summary>Where the first is at most the second.</summary>
    public static SymbolicTensor operator <=(SymbolicTensor a, Term b) => OperationUse.One("numpy.LessEqual", a, b);

    /// <summary>Where the first is at most the second.</summary>
    public static SymbolicTensor operator <=(Term a, SymbolicTensor b) => OperationUse.One("numpy.LessEqual", a, b);

    /// <summary>Where the first is at least the second.</summary>
    public static SymbolicTensor operator >=(SymbolicTensor a, SymbolicTensor b) =>
        OperationUse.One("numpy.GreaterEqual", a, b);

    /// <summary>Where the first is at least the second.</summary>
    public static SymbolicTensor operator >=(SymbolicTensor a, Term b) => OperationUse.One("numpy.GreaterEqual", a, b);

    /// <summary>Where the first is at least the second.</summary>
    public static SymbolicTensor operator >=(Term a, SymbolicTensor b) => OperationUse.One("numpy.GreaterEqual", a, b);
}
