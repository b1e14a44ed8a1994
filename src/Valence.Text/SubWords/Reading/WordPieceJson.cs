using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Text;

/// <summary>BERT's tokenizer around a vocabulary.</summary>
internal static class WordPieceJson
{
    /// <summary>The tokenizer of a vocabulary with the settings beside it.</summary>
    public static SubWordTokenizer Open(JsonObject vocabulary, OlderSettings settings, FilePlace place)
    {
        settings.Refuse("do_basic_tokenize", value => value.ValueKind == JsonValueKind.True, "true");
        settings.Refuse("never_split", value => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0,
            "null or an empty list");
        string[] special =
        [
            settings.Token("pad_token", "[PAD]"), settings.Token("unk_token", "[UNK]"),
            settings.Token("cls_token", "[CLS]"), settings.Token("sep_token", "[SEP]"),
            settings.Token("mask_token", "[MASK]"),
        ];
        var normalizer = new JsonObject
        {
            ["type"] = "BertNormalizer",
            ["clean_text"] = true,
            ["handle_chinese_chars"] = settings.Flag("tokenize_chinese_chars", true),
            ["strip_accents"] = settings.Flag("strip_accents"),
            ["lowercase"] = settings.Flag("do_lower_case", true),
        };
        var whole = Around(vocabulary, special, normalizer);
        return SubWordJson.Read(System.Text.Encoding.UTF8.GetBytes(whole.ToJsonString()), place);
    }

    /// <summary>The JSON of a tokenizer.</summary>
    /// <param name="vocabulary">Tokens and ids.</param>
    /// <param name="special">The tokens that fill up, stand for unknown words, begin, end and mask; those that the
    /// vocabulary lacks are left out.</param>
    /// <param name="normalizer">What changes characters.</param>
    public static JsonObject Around(JsonObject vocabulary, string[] special, JsonNode? normalizer)
    {
        var (unknown, first, separator) = (special[1], special[2], special[3]);
        var hasBoth = vocabulary.ContainsKey(first) && vocabulary.ContainsKey(separator);
        return new()
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = AddedTokensJson.Special(vocabulary, special),
            ["normalizer"] = normalizer,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = hasBoth ? new JsonObject
            {
                ["type"] = "BertProcessing",
                ["sep"] = new JsonArray(separator, (int)vocabulary[separator]!),
                ["cls"] = new JsonArray(first, (int)vocabulary[first]!),
            } : null,
            ["decoder"] = new JsonObject { ["type"] = "WordPiece", ["prefix"] = "##", ["cleanup"] = true },
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = unknown,
                ["continuing_subword_prefix"] = "##",
                ["max_input_chars_per_word"] = 100,
                ["vocab"] = vocabulary,
            },
        };
    }
}
