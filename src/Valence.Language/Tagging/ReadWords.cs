namespace Valence.Language;

/// <summary>What <see cref="WordReader"/> reads of a text: ids, word by word.</summary>
/// <param name="Words">An id for each word.</param>
/// <param name="Cases">How each is written.</param>
/// <param name="Letters"><see cref="WordReader.LettersOfWord"/> for each.</param>
/// <param name="Features"><see cref="WordReader.FeaturesOfWord"/> for each.</param>
internal sealed record ReadWords(int[] Words, int[] Cases, int[] Letters, int[] Features)
{
    /// <summary>What a pre-trained encoder reads, at once or in windows; empty where there is none.</summary>
    public IReadOnlyList<ReadTokens> Windows { get; init; } = [];

    /// <summary>What must be equal of texts that are asked for together without padding.</summary>
    public (int Words, int Tokens) Size => (Words.Length, Windows.Count == 0 ? 0 : Windows[0].Ids.Length);

    /// <summary>What the network is asked for: the text, or each of its windows.</summary>
    public ReadWords[] Parts => Windows.Count < 2 ? [this] : [.. Windows.Select(window => new ReadWords(
        Words[window.First..window.End], Cases[window.First..window.End],
        Letters[(window.First * WordReader.LettersOfWord)..(window.End * WordReader.LettersOfWord)],
        Features[(window.First * WordReader.FeaturesOfWord)..(window.End * WordReader.FeaturesOfWord)])
        {
            Windows = [window],
        })];

    /// <summary>Texts as a network's inputs, padded behind to the longest; at least one step.</summary>
    public static Data Padded(IReadOnlyList<ReadWords> texts)
    {
        var time = Math.Max(1, texts.Max(text => text.Words.Length));
        return (Tensor[])
        [
            Joined(text => text.Words, 1), Joined(text => text.Cases, 1),
            Joined(text => text.Letters, WordReader.LettersOfWord),
            Joined(text => text.Features, WordReader.FeaturesOfWord),
            .. texts[0].Windows.Count == 0 ? []
                : ReadTokens.Padded([.. texts.Select(text => text.Windows[0])], time),
        ];

        Tensor Joined(Func<ReadWords, int[]> ids, int width)
        {
            var all = new int[texts.Count * time * width];
            for (var i = 0; i < texts.Count; i++) ids(texts[i]).CopyTo(all, i * time * width);
            return Tensor.From(all, width == 1 ? [texts.Count, time] : [texts.Count, time, width]);
        }
    }
}
