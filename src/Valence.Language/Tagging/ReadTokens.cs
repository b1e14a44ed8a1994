namespace Valence.Language;

/// <summary>What a pre-trained encoder reads at once of a text.</summary>
/// <param name="First">The first word.</param>
/// <param name="End">The word after the last.</param>
/// <param name="Ids">The ids of the words' tokens, special ones included.</param>
/// <param name="Places">For each word the place of its first token.</param>
/// <param name="PaddingId">The id that pads.</param>
internal sealed record ReadTokens(int First, int End, int[] Ids, int[] Places, int PaddingId)
{
    /// <summary>Texts as ids <c>[batch, length]</c> and places <c>[batch, time]</c>, padded behind.</summary>
    public static Tensor[] Padded(IReadOnlyList<ReadTokens> texts, int time)
    {
        var length = texts.Max(text => text.Ids.Length);
        var (ids, places) = (new int[texts.Count * length], new int[texts.Count * time]);
        Array.Fill(ids, texts[0].PaddingId);
        for (var row = 0; row < texts.Count; row++)
        {
            texts[row].Ids.CopyTo(ids, row * length);
            texts[row].Places.CopyTo(places, row * time);
        }
        return [Tensor.From(ids, [texts.Count, length]), Tensor.From(places, [texts.Count, time])];
    }
}
