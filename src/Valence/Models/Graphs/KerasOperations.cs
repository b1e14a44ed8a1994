namespace Valence.Models;

/// <summary>The operations of <c>keras.ops</c> that graphs may hold.</summary>
internal static class KerasOperations
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<KerasOperation> All { get; } =
    [
        .. ArithmeticRows.All, .. ElementwiseRows.All, .. ComparisonRows.All, .. ReductionRows.All, .. ShapingRows.All,
        .. IndexingRows.All, .. SortingRows.All, .. ProductRows.All, .. NeuralRows.All,
    ];

    private static readonly Dictionary<string, KerasOperation> ByName =
        All.ToDictionary(row => row.FullName);

    /// <summary>The row of a class of a module such as <c>keras.src.ops.numpy</c>, or null.</summary>
    public static KerasOperation? Find(string module, string className) =>
        ByName.GetValueOrDefault($"{module}.{className}");
}
