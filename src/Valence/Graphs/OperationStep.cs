using Valence.Execution;
using Valence.Layers;
using Valence.Models;

namespace Valence.Graphs;

/// <summary>One use of an operation of <c>keras.ops</c> as a step of a graph. As in Keras it is no layer of the model:
/// it has no weights, and masks end at it.</summary>
internal sealed class OperationStep : Layer
{
    private readonly IReadOnlyDictionary<string, Argument> _arguments;
    private readonly SymbolicTensor[] _operands;
    private KerasType[] _types = [];

    /// <summary>The step for the arguments of a use and the fields of the class, by name.</summary>
    /// <exception cref="ArgumentException">One is no argument of the operation.</exception>
    public OperationStep(KerasOperation operation, IReadOnlyDictionary<string, Argument> fields,
        IReadOnlyList<Argument> args, IReadOnlyDictionary<string, Argument> kwargs)
    {
        Operation = operation;
        Fields = fields;
        _arguments = Arguments(operation, fields, args, kwargs);
        _operands = [.. args.Concat(kwargs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value))
            .SelectMany(argument => argument.Tensors)];
    }

    /// <summary>What is computed.</summary>
    public KerasOperation Operation { get; }

    /// <summary>The arguments of the class.</summary>
    public IReadOnlyDictionary<string, Argument> Fields { get; }

    /// <summary>Keras' element types of the results; known once the step is built.</summary>
    public IReadOnlyList<KerasType> Types => _types;

    /// <inheritdoc/>
    public override string KerasName => Operation.ClassName;

    /// <summary>All arguments by name: the fields of the class, then those of a use.</summary>
    /// <exception cref="ArgumentException">One is no argument of the operation.</exception>
    public static IReadOnlyDictionary<string, Argument> Arguments(KerasOperation operation,
        IReadOnlyDictionary<string, Argument> fields, IReadOnlyList<Argument> args,
        IReadOnlyDictionary<string, Argument> kwargs)
    {
        var arguments = new Dictionary<string, Argument>(fields);
        foreach (var name in fields.Keys)
            if (!operation.Fields.Contains(name))
                throw new ArgumentException($"{operation.FullName}: a field '{name}' that the operation does not "
                    + "have.");
        if (operation.Parameters is [.., ['*', .. var rest]])
        {
            var first = operation.Parameters.Count - 1;
            for (var i = 0; i < first; i++) arguments[operation.Parameters[i]] = args[i];
            arguments[rest] = new Argument.List([.. args.Skip(first)]);
        }
        else if (args.Count > operation.Parameters.Count)
            throw new ArgumentException($"{operation.FullName}: expected at most {operation.Parameters.Count} "
                + $"arguments, received {args.Count}.");
        else
            for (var i = 0; i < args.Count; i++) arguments[operation.Parameters[i]] = args[i];
        foreach (var (name, argument) in kwargs)
            if (!operation.Parameters.Contains(name))
                throw new ArgumentException($"{operation.FullName}: an argument '{name}' that the operation does not "
                    + "take.");
            else arguments[name] = argument;
        return arguments;
    }

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
