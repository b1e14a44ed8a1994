namespace Valence.Operations;

/// <summary>The shape and element type of a tensor that an operation is about to make.</summary>
public readonly record struct TensorSpec(Shape Shape, ElementType Type = ElementType.Float32)
{
    /// <summary>How many elements the same result may have in another step, where its shape depends on the data: memory for so many is taken at once. 0 where the shape says it.</summary>
    public int MostElements { get; init; }
}
