namespace Valence.Language;

/// <summary>What <see cref="WordTokens"/> reads of a text.</summary>
/// <param name="Windows">The ids of each window, special ones included; all of one length, at least one
/// window.</param>
/// <param name="Places">For each word the place of its first token, counted through the windows.</param>
/// <param name="PaddingId">The id that pads.</param>
internal sealed record ReadTokens(int[][] Windows, int[] Places, int PaddingId)
{
    /// <summary>Ids in a window.</summary>
    public int Length => Windows[0].Length;

    /// <summary>Texts as ids <c>[batch, windows, length]</c> and places <c>[batch, time]</c>, padded behind.</summary>
    public static Tensor[] Padded(IReadOnlyList<ReadTokens> texts, int time)
    {
        var (windows, length) = (texts.Max(text => text.Windows.Length), texts.Max(text => text.Length));
        var (ids, places) = (new int[texts.Count * windows * length], new int[texts.Count * time]);
        Array.Fill(ids, texts[0].PaddingId);
        for (var row = 0; row < texts.Count; row++)
        {
            var text = texts[row];
            for (var w = 0; w < text.Windows.Length; w++)
                text.Windows[w].CopyTo(ids, (row * windows + w) * length);
            for (var i = 0; i < text.Places.Length; i++)
                places[row * time + i] = text.Places[i] / text.Length * length + text.Places[i] % text.Length;
        }
        return [Tensor.From(ids, [texts.Count, windows, length]), Tensor.From(places, [texts.Count, time])];
    }
}
