using Valence.Models;

namespace Valence.Models;

/// <summary>Uses of operations of <c>keras.ops</c> on places of a graph, as C# code writes them.</summary>
internal static class OperationUse
{
    /// <summary>The results of <paramref name="operation"/>, such as <c>numpy.Mean</c>, in the graph of its
    /// operands.</summary>
    /// <exception cref="ArgumentException">No operand is a place of a graph.</exception>
    public static IReadOnlyList<SymbolicTensor> Of(KerasOperation operation,
        IReadOnlyDictionary<string, Argument> fields, IReadOnlyList<Argument> args,
        IReadOnlyDictionary<string, Argument> kwargs)
    {
        var use = new UseArguments(args, kwargs);
        if (!use.Tensors.Any())
            throw new ArgumentException($"{operation.FullName}: expected a place of a graph among the arguments, "
                + "received arrays and numbers alone.");
        foreach (var (name, field) in fields)
            if (field.Tensors.Any())
                throw new ArgumentException($"{operation.FullName}: expected numbers or an array as '{name}', which is "
                    + "part of the description, received a place of the graph.");
        return LayerNode.Create(new OperationStep(operation, fields, use), use).Outputs;
    }

    /// <summary>The results of an operation by name, with arguments of its class.</summary>
    public static IReadOnlyList<SymbolicTensor> Many(string name, (string Name, Argument Value)[] fields,
        params Argument[] args)
    {
        var dot = name.IndexOf('.');
        var operation = KerasOperations.Find($"keras.src.ops.{name[..dot]}", name[(dot + 1)..])!;
        for (var i = 0; i < args.Length; i++)
            if (args[i].Tensors.Contains(null!))
                throw new ArgumentNullException(i == 0 ? "x"
                    : operation.Parameters[Math.Min(i, operation.Parameters.Count - 1)].TrimStart('*'));
        // What is not given stays away: Keras' defaults apply.
        var given = args.Reverse().SkipWhile(argument => argument is Argument.Nothing).Reverse().ToArray();
        return Of(operation, fields.ToDictionary(field => field.Name, field => field.Value), given,
            new Dictionary<string, Argument>());
    }

    /// <summary>The result of an operation by name, with arguments of its class.</summary>
    public static SymbolicTensor One(string name, (string Name, Argument Value)[] fields, params Argument[] args) =>
        Many(name, fields, args)[0];

    /// <summary>The result of an operation by name that has no arguments but those of its use.</summary>
    public static SymbolicTensor One(string name, params Argument[] args) => Many(name, [], args)[0];
}
