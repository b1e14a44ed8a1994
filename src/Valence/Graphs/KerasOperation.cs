namespace Valence.Graphs;

/// <summary>What a graph needs to know of an operation of <c>keras.ops</c>: Keras' name, its arguments, and how it is
/// computed by operations of ours. One row of <see cref="KerasOperations"/> each.</summary>
/// <param name="Module">The last part of Keras' module, such as <c>numpy</c> for <c>keras.src.ops.numpy</c>.</param>
/// <param name="ClassName">Keras' name of the class, such as <c>Maximum</c>.</param>
/// <param name="Parameters">The names of the arguments of a use (Keras' <c>call</c>), in order.</param>
/// <param name="Fields">The names of the arguments of the class (Keras' constructor), which files keep beside its
/// name.</param>
/// <param name="Apply">Computes the results. It also runs on shapes alone, so it must not read elements of tensors of
/// the graph.</param>
internal sealed record KerasOperation(string Module, string ClassName, IReadOnlyList<string> Parameters,
    IReadOnlyList<string> Fields, Func<OperationCall, IReadOnlyList<Operand>> Apply)
{
    /// <summary>The module of the two operations that Keras keeps with its activation functions.</summary>
    public const string Activations = "activations";

    /// <summary>Keras' full name of the module.</summary>
    public string FullModule => Module == Activations ? $"keras.src.{Module}.{Module}" : $"keras.src.ops.{Module}";

    /// <summary>Keras' full name, such as <c>keras.src.ops.numpy.Maximum</c>.</summary>
    public string FullName => $"{FullModule}.{ClassName}";
}
