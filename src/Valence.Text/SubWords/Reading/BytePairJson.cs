using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Text;

/// <summary>GPT-2's or RoBERTa's tokenizer around a vocabulary and merges.</summary>
internal static class BytePairJson
{
    /// <summary>The tokenizer of a vocabulary with the settings beside it.</summary>
    public static SubWordTokenizer Open(JsonObject vocabulary, JsonArray merges, OlderSettings settings,
        FilePlace place)
    {
        settings.Refuse("add_bos_token", value => value.ValueKind == System.Text.Json.JsonValueKind.False, "false");
        var kind = settings.Text("tokenizer_class");
        var isRoberta = kind is null ? vocabulary.ContainsKey("<s>") && vocabulary.ContainsKey("</s>")
            : kind.StartsWith("Roberta", StringComparison.Ordinal);
        var end = isRoberta ? "</s>" : "<|endoftext|>";
        string[] special = isRoberta
            ? [settings.Token("cls_token", "<s>"), settings.Token("pad_token", "<pad>"),
                settings.Token("sep_token", end), settings.Token("unk_token", "<unk>"),
                settings.Token("mask_token", "<mask>")]
            : [settings.Token("bos_token", end), settings.Token("eos_token", end), settings.Token("unk_token", end)];
        var prefix = settings.Flag("add_prefix_space", false);
        var whole = Around(vocabulary, merges, special, prefix);
        if (isRoberta) AddRoberta(whole, special, prefix, place);
        return SubWordJson.Read(System.Text.Encoding.UTF8.GetBytes(whole.ToJsonString()), place);
    }

    /// <summary>The JSON of a tokenizer over bytes.</summary>
    /// <param name="vocabulary">Tokens and ids.</param>
    /// <param name="merges">The merges, the first first.</param>
    /// <param name="special">Special tokens; those that the vocabulary lacks are left out.</param>
    /// <param name="addsPrefix">Whether a blank is added before a text.</param>
    public static JsonObject Around(JsonObject vocabulary, JsonArray merges, IEnumerable<string> special,
        bool addsPrefix) => new()
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = AddedTokensJson.Special(vocabulary, special),
            ["normalizer"] = null,
            ["pre_tokenizer"] = ByteLevel(addsPrefix, trims: true),
            ["post_processor"] = ByteLevel(true, trims: false),
            ["decoder"] = ByteLevel(true, trims: true),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["ignore_merges"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = merges,
            },
        };

    private static JsonObject ByteLevel(bool addsPrefix, bool trims) => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = addsPrefix,
        ["trim_offsets"] = trims,
        ["use_regex"] = true,
    };

    private static void AddRoberta(JsonObject whole, string[] special, bool addsPrefix, FilePlace place)
    {
        var vocabulary = whole["model"]!["vocab"]!.AsObject();
        whole["post_processor"] = new JsonObject
        {
            ["type"] = "RobertaProcessing",
            ["sep"] = Token(special[2]),
            ["cls"] = Token(special[0]),
            ["trim_offsets"] = true,
            ["add_prefix_space"] = addsPrefix,
        };
        // A blank before what is masked belongs to it.
        foreach (var token in whole["added_tokens"]!.AsArray())
            if ((string)token!["content"]! == special[4]) token["lstrip"] = true;

        JsonArray Token(string token) => AddedTokensJson.Id(vocabulary, token) is { } id ? new(token, id)
            : throw new FileFormatException("T06", place, $"expected a vocabulary with '{FilePlace.Shown(token)}', as "
                + "RoBERTa's has, received one without", "Check that the files belong together");
    }
}
