namespace Valence.Classification;

/// <summary>A row that was answered wrongly.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Text">Its text.</param>
/// <param name="Actual">What it is labelled with, in words.</param>
/// <param name="Answer">What was answered, in words.</param>
/// <param name="Confidence">How sure the wrong answer was; of numbers, how far off.</param>
/// <param name="Label">The class or label that is wrong; null of numbers.</param>
internal sealed record WrongRow(int Position, string Text, string Actual, string Answer, double Confidence,
    string? Label);
