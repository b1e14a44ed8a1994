namespace Valence.Models;

/// <summary>What a graph needs to know of an operation of <c>keras.ops</c>: Keras' name, its arguments, and how it is
/// computed by operations of ours. One row of <see cref="KerasOperations"/> each.</summary>
/// <param name="Module">The last part of Keras' module, such as <c>numpy</c> for <c>keras.src.ops.numpy</c>.</param>
/// <param name="ClassName">Keras' name of the class, such as <c>Maximum</c>.</param>
/// <param name="Parameters">The names of the arguments of a use (Keras' <c>call</c>), in order; a last one with a star,
/// such as <c>*operands</c>, takes all that follow as a list.</param>
/// <param name="Fields">The names of the arguments of the class (Keras' constructor), which files keep beside its
/// name.</param>
/// <param name="Compute">Computes the results. It also runs on shapes alone, so it must not read elements of tensors of
/// the graph.</param>
internal sealed record KerasOperation(string Module, string ClassName, IReadOnlyList<string> Parameters,
    IReadOnlyList<string> Fields, Func<OperationCall, IReadOnlyList<Operand>> Compute)
{
    /// <summary>The module of the two operations that Keras keeps with its activation functions.</summary>
    public const string Activations = "activations";

    /// <summary>Keras' full name of the module.</summary>
    public string FullModule => Module == Activations ? $"keras.src.{Module}.{Module}" : $"keras.src.ops.{Module}";

    /// <summary>Keras' full name, such as <c>keras.src.ops.numpy.Maximum</c>.</summary>
    public string FullName => $"{FullModule}.{ClassName}";

    /// <summary>A row with one result from Keras' signature, fields after a semicolon:
    /// <c>numpy.Mean(x; axis, keepdims)</c>.</summary>
    public static KerasOperation Of(string signature, Func<OperationCall, Operand> compute) =>
        OfMany(signature, o => [compute(o)]);

    /// <summary>A row with several results from Keras' signature.</summary>
    public static KerasOperation OfMany(string signature, Func<OperationCall, IReadOnlyList<Operand>> compute)
    {
        var (dot, open) = (signature.IndexOf('.'), signature.IndexOf('('));
        var arguments = signature[(open + 1)..^1].Split(';');
        return new(signature[..dot], signature[(dot + 1)..open], Names(arguments[0]),
            arguments.Length > 1 ? Names(arguments[1]) : [], compute);
    }

    /// <summary>Computes the results.</summary>
    public IReadOnlyList<Operand> Apply(OperationCall call)
    {
        call.Place = FullName;
        return Compute(call);
    }

    private static string[] Names(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
