using Valence.Layers;

namespace Valence.Saving;

/// <summary>What a file has for a weight.</summary>
/// <param name="Read">Reads it as floats.</param>
internal sealed record WeightReading(WeightReading.Floats Read)
{
    /// <summary>Reads a stored array that must have exactly the shape that the model computed.</summary>
    /// <param name="expected">That shape.</param>
    /// <param name="destination">As many elements as it has.</param>
    /// <exception cref="Formats.FileFormatException">The shape or type differs, or a value is beyond
    /// float32.</exception>
    public delegate void Floats(Shape expected, Span<float> destination);

    /// <summary>Reads a matrix that is stored as int8; null of one that is not.</summary>
    public Func<Int8Matrix>? Int8 { get; init; }
}
