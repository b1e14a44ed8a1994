using Valence.Operations;

namespace Valence.Graphs;

/// <summary>The operations of <c>keras.ops</c> that graphs may hold.</summary>
internal static class KerasOperations
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        new("numpy", "Add", ["x1", "x2"], [], o => [new(o.Call.Add(o["x1"].Tensor, o["x2"].Tensor), KerasType.Float32)]),
    ];

    private static readonly Dictionary<string, KerasOperation> ByName =
        All.ToDictionary(row => row.FullName);

    /// <summary>The row of a class of a module such as <c>keras.src.ops.numpy</c>, or null.</summary>
    public static KerasOperation? Find(string module, string className) =>
        ByName.GetValueOrDefault($"{module}.{className}");
}
