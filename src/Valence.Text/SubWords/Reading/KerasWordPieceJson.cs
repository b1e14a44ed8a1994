using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>KerasHub's <c>WordPieceTokenizer</c> in the parts of a <c>tokenizer.json</c>.</summary>
internal static class KerasWordPieceJson
{
    private const string Blanks = @"\s|\p{Cc}|\p{Cf}";
    private const string Ideographs = "[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]";

    public static JsonObject Around(IReadOnlyList<string> vocabulary, bool lowercase, bool stripAccents,
        bool splitOnCjk, string oovToken)
    {
        var table = new JsonObject();
        foreach (var (token, id) in SubWordVocabulary.Of(vocabulary).Tokens) table.Add(token, id);
        var whole = WordPieceJson.Around(table, ["", oovToken, "", "", ""], Normalizer(lowercase, stripAccents));
        whole["added_tokens"] = new JsonArray();
        JsonArray splits = [Split(Blanks, "Removed"),
            new JsonObject { ["type"] = "Punctuation", ["behavior"] = "Isolated" }];
        if (splitOnCjk) splits.Add((JsonNode)Split(Ideographs, "Isolated"));
        whole["pre_tokenizer"] = new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = splits };
        return whole;
    }

    private static JsonObject Normalizer(bool lowercase, bool stripAccents)
    {
        JsonArray steps = [];
        if (stripAccents)
        {
            steps.Add((JsonNode)new JsonObject { ["type"] = "NFD" });
            steps.Add((JsonNode)Replace(new() { ["Regex"] = @"\p{Mn}" }, ""));
        }
        if (lowercase)
        {
            steps.Add((JsonNode)new JsonObject { ["type"] = "Lowercase" });
            steps.Add((JsonNode)Replace(new() { ["String"] = "ß" }, "ss"));
            steps.Add((JsonNode)Replace(new() { ["String"] = "ς" }, "σ"));
        }
        return new() { ["type"] = "Sequence", ["normalizers"] = steps };
    }

    private static JsonObject Replace(JsonObject pattern, string content) =>
        new() { ["type"] = "Replace", ["pattern"] = pattern, ["content"] = content };

    private static JsonObject Split(string expression, string behavior) => new()
    {
        ["type"] = "Split",
        ["pattern"] = new JsonObject { ["Regex"] = expression },
        ["behavior"] = behavior,
        ["invert"] = false,
    };
}
