using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>Special tokens of a vocabulary as a <c>tokenizer.json</c> lists them.</summary>
internal static class AddedTokensJson
{
    /// <summary>Those of <paramref name="tokens"/> that the vocabulary has, each once, by their ids.</summary>
    public static JsonArray Special(JsonObject vocabulary, params IEnumerable<string> tokens) =>
        [.. tokens.Distinct(StringComparer.Ordinal).Select(token => (Id: Id(vocabulary, token), Token: token))
            .Where(entry => entry.Id is not null).OrderBy(entry => entry.Id)
            .Select(entry => (JsonNode)new JsonObject
            {
                ["id"] = entry.Id,
                ["content"] = entry.Token,
                ["single_word"] = false,
                ["lstrip"] = false,
                ["rstrip"] = false,
                ["normalized"] = false,
                ["special"] = true,
            })];

    /// <summary>The id of a token; null where the vocabulary lacks it, or has no number for it, which is refused where
    /// the vocabulary is read.</summary>
    public static int? Id(JsonObject vocabulary, string token) =>
        vocabulary[token] is JsonValue value && value.TryGetValue<int>(out var id) ? id : null;
}
