using System.Text.Json;

namespace Valence.Text;

/// <summary>What a <see cref="SubWordTokenizer"/> is made of.</summary>
/// <param name="Model">Takes pieces apart.</param>
/// <param name="AddedTokens">Tokens beside the model's.</param>
/// <param name="Normalizer">Changes characters.</param>
/// <param name="PreTokenizer">Splits into pieces.</param>
/// <param name="PostProcessor">Adds special tokens.</param>
/// <param name="Decoder">Makes texts of tokens.</param>
/// <param name="Declared">The last four as the file declares them.</param>
internal sealed record SubWordParts(SubWordModel Model, IReadOnlyList<AddedToken> AddedTokens, Normalizer? Normalizer,
    PreTokenizer? PreTokenizer, PostProcessor? PostProcessor, Decoder? Decoder,
    IReadOnlyDictionary<string, JsonElement?> Declared)
{
    /// <summary>Finds the added tokens that stand in texts as they are; null where there are none.</summary>
    public AddedTokenFinder? Raw { get; } =
        Finder([.. AddedTokens.Where(token => !token.Normalized).Select(token => (token, token.Content))]);

    /// <summary>Finds the added tokens that are looked for in normalized texts; null where there are none.</summary>
    public AddedTokenFinder? Normalized { get; } = Finder([.. AddedTokens.Where(token => token.Normalized)
        .Select(token => (token, NormalizedText(token.Content, Normalizer)))]);

    private static AddedTokenFinder? Finder((AddedToken, string)[] tokens) => tokens.Length == 0 ? null : new(tokens);

    private static string NormalizedText(string text, Normalizer? normalizer)
    {
        var draft = new Draft();
        draft.Start(text, 0);
        normalizer?.Apply(draft);
        return draft.Text.Characters.ToString();
    }
}
