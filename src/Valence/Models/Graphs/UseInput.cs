using Valence.Operations;

namespace Valence.Models;

/// <summary>What one input of a layer is in a graph: a place of it, or an array that the graph holds.</summary>
internal readonly record struct UseInput(SymbolicTensor? Symbol, Tensor? Constant)
{
    /// <summary>Neither: a mask that is given as none.</summary>
    public static UseInput None => default;

    /// <summary>What stands for an argument that is left out: a number without axes.</summary>
    public static UseInput LeftOut { get; } = new(null, Tensor.From([0f], []));

    /// <summary>Shape and type, as far as they are known before the graph runs.</summary>
    public TensorSpec Spec => Symbol is { } symbol ? new(symbol.Shape, symbol.Type)
        : new(Constant!.Shape, Constant.Type);
}
