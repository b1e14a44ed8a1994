namespace Valence.Saving;

/// <summary>Reads a stored array that must have exactly the shape that the model computed.</summary>
/// <param name="expected">That shape.</param>
/// <param name="destination">As many elements as it has.</param>
/// <exception cref="Formats.FileFormatException">The shape or type differs, or a value is beyond float32.</exception>
internal delegate void WeightReading(Shape expected, Span<float> destination);
