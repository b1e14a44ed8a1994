using Valence.Text;

namespace Valence.Classification;

/// <summary>A text to which two classifiers answer differently.</summary>
/// <param name="Text">The text, with its row and label.</param>
/// <param name="First">The answer of the first.</param>
/// <param name="Second">The answer of the second.</param>
public sealed record ChangedAnswer(LabelledText Text, Prediction First, Prediction Second);
