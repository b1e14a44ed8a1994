namespace Valence.Operations;

/// <summary>The shape and element type of a tensor that an operation is about to make.</summary>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="Type">What the elements are.</param>
/// <param name="MostRows">How long the first axis may be in another step, where that depends on the data: room for so
/// many rows is taken at once; 0 where it does not.</param>
public readonly record struct TensorSpec(Shape Shape, ElementType Type = ElementType.Float32, int MostRows = 0);
