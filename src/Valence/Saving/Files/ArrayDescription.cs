namespace Valence.Saving;

/// <summary>What is shown of an array in a file.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Type">The stored element type in words, such as <c>float32</c>.</param>
/// <param name="Shape">The lengths of the axes, outermost first.</param>
/// <param name="Statistics">Figures of the elements; null for texts and for what cannot be read.</param>
public sealed record ArrayDescription(string Name, string Type, IReadOnlyList<long> Shape, ArrayStatistics? Statistics)
{
    /// <summary>Whether it belongs to the state of an optimizer.</summary>
    public bool IsOptimizerState => Name.StartsWith("optimizer/", StringComparison.Ordinal)
        || Name.StartsWith("optimizer_weights/", StringComparison.Ordinal);
}
