namespace Valence.Saving;

/// <summary>An array in a file; its elements are read when asked for.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Type">The stored element type in words, such as <c>float32</c>.</param>
/// <param name="Shape">The lengths of the axes, outermost first.</param>
/// <param name="Elements">Reads the elements; null where they are no tensor, such as lists of Python.</param>
public sealed record StoredArray(string Name, string Type, IReadOnlyList<long> Shape, Func<Tensor>? Elements);
