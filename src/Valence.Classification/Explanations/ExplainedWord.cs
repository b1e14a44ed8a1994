namespace Valence.Classification;

/// <summary>A word of a text and what it did to the score of the answer.</summary>
/// <param name="Word">The word as the text has it.</param>
/// <param name="Start">Where it begins, in UTF-16 units of the text.</param>
/// <param name="Contribution">How much it speaks for the answer; below 0 where it speaks against it.</param>
public sealed record ExplainedWord(string Word, int Start, double Contribution)
{
    /// <summary>The words at places of a text.</summary>
    internal static ExplainedWord[] Of(string text, IReadOnlyList<(int Start, int End)> places,
        ReadOnlySpan<double> contributions)
    {
        var words = new ExplainedWord[places.Count];
        for (var i = 0; i < words.Length; i++)
            words[i] = new(text[places[i].Start..places[i].End], places[i].Start, contributions[i]);
        return words;
    }
}
