namespace Valence.Language;

/// <summary>What <see cref="WordReader"/> reads of a text: ids, word by word.</summary>
/// <param name="Words">An id for each word.</param>
/// <param name="Cases">How each is written.</param>
/// <param name="Letters"><see cref="WordReader.LettersOfWord"/> for each.</param>
/// <param name="Features"><see cref="WordReader.FeaturesOfWord"/> for each.</param>
internal sealed record ReadWords(int[] Words, int[] Cases, int[] Letters, int[] Features)
{
    /// <summary>What a pre-trained encoder reads; null where there is none.</summary>
    public ReadTokens? Tokens { get; init; }

    /// <summary>What must be equal of texts that are asked for together without padding.</summary>
    public (int Words, int Windows, int Length) Size => (Words.Length, Tokens?.Windows.Length ?? 0,
        Tokens?.Length ?? 0);

    /// <summary>Texts as a network's inputs, padded behind to the longest; at least one step.</summary>
    public static Data Padded(IReadOnlyList<ReadWords> texts)
    {
        var time = Math.Max(1, texts.Max(text => text.Words.Length));
        return (Tensor[])
        [
            Joined(text => text.Words, 1), Joined(text => text.Cases, 1),
            Joined(text => text.Letters, WordReader.LettersOfWord),
            Joined(text => text.Features, WordReader.FeaturesOfWord),
            .. texts[0].Tokens is null ? [] : ReadTokens.Padded([.. texts.Select(text => text.Tokens!)], time),
        ];

        Tensor Joined(Func<ReadWords, int[]> ids, int width)
        {
            var all = new int[texts.Count * time * width];
            for (var i = 0; i < texts.Count; i++) ids(texts[i]).CopyTo(all, i * time * width);
            return Tensor.From(all, width == 1 ? [texts.Count, time] : [texts.Count, time, width]);
        }
    }
}
