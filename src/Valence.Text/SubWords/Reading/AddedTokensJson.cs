using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>Special tokens of a vocabulary as a <c>tokenizer.json</c> lists them.</summary>
internal static class AddedTokensJson
{
    /// <summary>Those of <paramref name="tokens"/> that the vocabulary has, each once, by their ids.</summary>
    public static JsonArray Special(JsonObject vocabulary, params IEnumerable<string> tokens) =>
        [.. tokens.Distinct(StringComparer.Ordinal).Where(vocabulary.ContainsKey)
            .Select(token => (Id: (int)vocabulary[token]!, Token: token)).OrderBy(entry => entry.Id)
            .Select(entry => new JsonObject
            {
                ["id"] = entry.Id,
                ["content"] = entry.Token,
                ["single_word"] = false,
                ["lstrip"] = false,
                ["rstrip"] = false,
                ["normalized"] = false,
                ["special"] = true,
            })];
}
