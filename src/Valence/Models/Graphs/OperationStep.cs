using Valence.Execution;
using Valence.Layers;
using Valence.Models;
using Valence.Operations;

namespace Valence.Models;

/// <summary>One use of an operation of <c>keras.ops</c> as a step of a graph. As in Keras it is no layer of the model:
/// it has no weights, and masks end at it.</summary>
internal sealed class OperationStep : Layer
{
    // Longer ones are not tried to say what an operation demands.
    private const int LongestBatch = 64;

    private readonly IReadOnlyDictionary<string, Argument> _arguments;
    private readonly SymbolicTensor[] _operands;
    private KerasType[] _types = [];

    /// <summary>The step for the arguments of a use and the fields of the class, by name.</summary>
    /// <exception cref="ArgumentException">One is no argument of the operation.</exception>
    public OperationStep(KerasOperation operation, IReadOnlyDictionary<string, Argument> fields, UseArguments use)
    {
        Operation = operation;
        Fields = fields;
        _arguments = Arguments(operation, fields, use);
        _operands = [.. use.Tensors.Distinct()];
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
        IReadOnlyDictionary<string, Argument> fields, UseArguments use)
    {
        var arguments = new Dictionary<string, Argument>(fields);
        foreach (var name in fields.Keys)
            if (!operation.Fields.Contains(name)) throw Wrong($"a field '{name}' that the operation does not have");
        var names = operation.Parameters;
        var last = names is [.., ['*', .. var rest]] ? rest : null;
        var single = last is null ? names.Count : names.Count - 1;
        for (var i = 0; i < Math.Min(single, use.Args.Count); i++) arguments[names[i]] = use.Args[i];
        if (last is not null) arguments[last] = new Argument.List([.. use.Args.Skip(single)]);
        else if (use.Args.Count > single)
            throw Wrong($"expected at most {single} arguments, received {use.Args.Count}");
        foreach (var (name, argument) in use.Kwargs)
            if (names.Contains(name)) arguments[name] = argument;
            else throw Wrong($"an argument '{name}' that the operation does not take");
        return arguments;

        ArgumentException Wrong(string problem) => new($"{operation.FullName}: {problem}.");
    }

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => RowsApart.In(Operation, _arguments);

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights) => Compute;

    private Values Compute(Values x, CallContext call)
    {
        IReadOnlyList<Operand> results;
        try
        {
            results = Operation.Apply(new(call, _arguments, tensor => Operand(x, tensor)));
        }
        catch (Exception error) when (call.Executor is ShapeExecutor && IsOfShapes(error)
            && FittingBatch(x) is { } rows)
        {
            throw new ArgumentException($"{Operation.FullName}: works for batches of some lengths alone, such as "
                + $"{rows}. The first axis of a graph's tensors is the batch, of any length: let the operation take it "
                    + "as it is, or give the model inputs with a fixed batch");
        }
        if (_types.Length == 0) _types = [.. results.Select(result => result.Type)];
        return Values.Create([.. results.Select(result => new Value(result.Tensor))]);
    }

    private static bool IsOfShapes(Exception error) =>
        error is ShapeException or ArgumentException and not ArgumentNullException;

    // A length of the batch, where that is left open, for which the operation works; null where there is none. A
    // batch of one row is tried last, since it repeats.
    private int? FittingBatch(Values x)
    {
        if (!_operands.Any(IsOpen)) return null;
        foreach (var rows in (IEnumerable<int>)[.. Enumerable.Range(2, LongestBatch - 1), 1])
        {
            var probe = new Value[x.Count];
            for (var i = 0; i < probe.Length; i++)
                probe[i] = IsOpen(_operands[i])
                    ? Tensor.Described(x[i].Tensor.Shape.With(0, rows), x[i].Tensor.Type) : x[i];
            try
            {
                var values = Values.Create(probe);
                Operation.Apply(new(new(new ShapeExecutor()), _arguments, tensor => Operand(values, tensor)));
                return rows;
            }
            catch (Exception error) when (IsOfShapes(error))
            {
            }
        }
        return null;

        static bool IsOpen(SymbolicTensor tensor) => tensor.Shape is [Shape.Unknown, ..];
    }

    private Operand Operand(Values x, SymbolicTensor tensor)
    {
        for (var i = 0; i < _operands.Length; i++)
            if (ReferenceEquals(_operands[i], tensor)) return new(x[i].Tensor, tensor.KerasType);
        throw new InvalidOperationException($"{Place}: a tensor that is none of its operands.");
    }
}
