namespace Valence.Operations;

/// <summary>The shape and element type of a tensor that an operation is about to make.</summary>
public readonly record struct TensorSpec(Shape Shape, ElementType Type = ElementType.Float32);
