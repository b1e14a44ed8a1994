namespace Valence.Classification;

/// <summary>A vector near to another.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Similarity">The cosine of the angle between both, from −1 to 1; 0 where one is the zero
/// vector.</param>
public readonly record struct Neighbor(int Row, double Similarity);
