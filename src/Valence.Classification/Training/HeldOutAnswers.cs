namespace Valence.Classification;

/// <summary>What a training remembers of its held-out texts, by which a report judges it: what the network answered to
/// them that had not learned from them.</summary>
/// <param name="Count">How many texts there were, those to validate on included, which stand behind the others.</param>
/// <param name="Training">Positions of the texts that chose nothing.</param>
/// <param name="HeldOut">Positions of those held out.</param>
/// <param name="Outputs">The outputs to these, row after row; none where there are none.</param>
internal sealed record HeldOutAnswers(int Count, int[] Training, int[] HeldOut, float[] Outputs);
