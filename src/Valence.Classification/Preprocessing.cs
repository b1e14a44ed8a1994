using Valence.Text;

namespace Valence.Classification;

/// <summary>How a text becomes the ids that the network reads; training fixes it, and prediction has no
/// other.</summary>
/// <param name="Cleaning">What is done to the text before it is split into words.</param>
/// <param name="Tokenizer">The vocabulary.</param>
/// <param name="Length">Ids of a text: shorter texts are padded in front, longer ones lose their beginning.</param>
public sealed record Preprocessing(TextCleaning Cleaning, Tokenizer Tokenizer, int Length)
{
    /// <summary>Rows of the network's table: padding and the words of the vocabulary.</summary>
    public int Ids => Math.Min(Tokenizer.NumWords ?? int.MaxValue, Tokenizer.WordIndex.Count + 1);

    /// <summary>Learns the vocabulary of the texts, and the length from the longest of them and the recipe.</summary>
    /// <param name="recipe">The network, which says how many ids there are and how long a text is at most.</param>
    /// <param name="cleaning">What is done to texts first.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="split">What is taken for a word: what stands between white space and punctuation, or every
    /// character.</param>
    /// <exception cref="DataException">The texts hold no words.</exception>
    /// <exception cref="ArgumentException"><paramref name="split"/> is <see cref="TextSplit.None"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static Preprocessing Fit(Recipe recipe, TextCleaning cleaning, IReadOnlyList<string> texts,
        CancellationToken cancellation = default, TextSplit split = TextSplit.Whitespace)
    {
        if (split is not (TextSplit.Whitespace or TextSplit.Character))
            throw new ArgumentException($"Expected a split at white space or into characters, received {split}: a text "
                + "that is one word is no other text's.", nameof(split));
        var cleaned = texts.Select(Clean).ToArray();
        var tokenizer = new Tokenizer(numWords: recipe.NumWords, charLevel: split == TextSplit.Character);
        tokenizer.FitOnTexts(cleaned);
        cancellation.ThrowIfCancellationRequested();
        if (tokenizer.WordIndex.Count == 0) throw new DataException("The texts hold no words. Check the text column.");
        var longest = tokenizer.TextsToSequences(cleaned).Max(sequence => sequence.Length);
        return new(cleaning, tokenizer, Math.Min(recipe.MaxLength, Math.Max(MinLength, longest)));

        string Clean(string text)
        {
            cancellation.ThrowIfCancellationRequested();
            return cleaning.Apply(text);
        }
    }

    /// <summary>The ids of each text, int32 <c>[texts, length]</c>.</summary>
    public Tensor Encode(IEnumerable<string> texts) =>
        Sequences.Pad(Tokenizer.TextsToSequences(texts.Select(Cleaning.Apply)), maxLength: Length);

    // Two strided convolutions of the longest kernel need this many steps.
    private const int MinLength = 64;
}
