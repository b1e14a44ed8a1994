using Valence.Execution;
using Valence.Layers;
using Valence.Models;

namespace Valence.Graphs;

/// <summary>One use of an operation of <c>keras.ops</c> as a step of a graph. As in Keras it is no layer of the model:
/// it has no weights, and masks end at it.</summary>
internal sealed class OperationStep : Layer
{
    private readonly Dictionary<string, Argument> _arguments;
    private readonly SymbolicTensor[] _operands;
    private KerasType[] _types = [];

    /// <summary>The step for the arguments of a use and the fields of the class, by name.</summary>
    /// <exception cref="ArgumentException">One is no argument of the operation.</exception>
    public OperationStep(KerasOperation operation, IReadOnlyDictionary<string, Argument> fields, UseArguments use)
    {
        Operation = operation;
        Fields = fields;
        _arguments = new(fields);
        if (use.Args.Count > operation.Parameters.Count)
            throw Wrong($"expected at most {operation.Parameters.Count} arguments, received {use.Args.Count}");
        foreach (var name in fields.Keys)
            if (!operation.Fields.Contains(name)) throw Wrong($"a field '{name}' that the operation does not have");
        for (var i = 0; i < use.Args.Count; i++) _arguments[operation.Parameters[i]] = use.Args[i];
        foreach (var (name, argument) in use.Kwargs)
            if (operation.Parameters.Contains(name)) _arguments[name] = argument;
            else throw Wrong($"an argument '{name}' that the operation does not take");
        _operands = [.. use.Tensors.Distinct()];

        ArgumentException Wrong(string problem) => new($"{operation.FullName}: {problem}.");
    }

    /// <summary>What is computed.</summary>
    public KerasOperation Operation { get; }

    /// <summary>The arguments of the class.</summary>
    public IReadOnlyDictionary<string, Argument> Fields { get; }

    /// <summary>Keras' element types of the results; known once the step is built.</summary>
    public IReadOnlyList<KerasType> Types => _types;

    /// <inheritdoc/>
    public override string KerasName => Operation.ClassName;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights) => Compute;

    private Values Compute(Values x, CallContext call)
    {
        var results = Operation.Apply(new(call, _arguments, tensor => Operand(x, tensor)));
        if (_types.Length == 0) _types = [.. results.Select(result => result.Type)];
        return Values.Create([.. results.Select(result => new Value(result.Tensor))]);
    }

    private Operand Operand(Values x, SymbolicTensor tensor)
    {
        for (var i = 0; i < _operands.Length; i++)
            if (ReferenceEquals(_operands[i], tensor)) return new(x[i].Tensor, tensor.KerasType);
        throw new InvalidOperationException($"{Place}: a tensor that is none of its operands.");
    }
}
