using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Valence.Formats;
using Valence.Saving;

namespace Valence.Classification;

/// <summary>What the files of sentence-transformers in a folder say of how its vectors are made: each setting is read,
/// known to change nothing, or refused by its name.</summary>
/// <param name="Pooling">What becomes a text's vector; null where nothing is said.</param>
/// <param name="Normalize">Whether it has length 1; null where nothing is said.</param>
/// <param name="MaxLength">Tokens that are read at once; null where nothing is said.</param>
internal sealed record SentenceFiles(EmbeddingPooling? Pooling, bool? Normalize, int? MaxLength)
{
    private const string Modules = "modules.json", Model = "config_sentence_transformers.json";
    private const string Transformer = "sentence_bert_config.json", OfModule = "config.json";
    private const string DefaultPooling = "1_Pooling";
    private const int MostBytes = 1 << 20;
    private const int LeastLength = 8;

    private static readonly string[] Order = ["Transformer", "Pooling", "Normalize"];

    // Of the names of folders.
    private static readonly SearchValues<char> Letters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly string[] OtherModes = ["pooling_mode_max_tokens", "pooling_mode_mean_sqrt_len_tokens",
        "pooling_mode_weightedmean_tokens", "pooling_mode_lasttoken"];

    /// <summary>Reads those that there are.</summary>
    /// <param name="folder">The folder of the encoder.</param>
    /// <param name="width">Features of its hidden states.</param>
    /// <param name="longest">The most tokens that it takes at once; null where there is no limit.</param>
    /// <exception cref="FileFormatException">A file is no JSON.</exception>
    /// <exception cref="ConfigException">A setting is not supported, or not known.</exception>
    public static SentenceFiles Read(string folder, int width, int? longest)
    {
        var (pooling, normalize, isNamed) = (DefaultPooling, (bool?)null, false);
        if (Open(folder, Modules) is { } modules)
        {
            if (modules.Json.ValueKind != JsonValueKind.Array) throw Wrong(Modules, "a list of modules");
            ((pooling, normalize), isNamed) = (ModulesOf(modules.Json), true);
        }
        RefusePrompts(folder);
        return new(PoolingOf(folder, pooling, isNamed, width), normalize,
            LengthOf(folder, longest ?? int.MaxValue));
    }

    private static (string Pooling, bool Normalize) ModulesOf(JsonElement list)
    {
        var (pooling, types) = ("", new List<string>());
        foreach (var (i, json) in list.EnumerateArray().Index())
        {
            var module = new ConfigReader(json, string.Create(CultureInfo.InvariantCulture, $"{Modules}[{i}]"),
                KerasTables.Default);
            if (json.ValueKind != JsonValueKind.Object) throw Wrong(module.Place, "an object");
            ClassifierFile.RefuseOthers(module, "idx", "name", "path", "type");
            var (type, path) = (module.Text("type"), module.Text("path"));
            types.Add(type[(type.LastIndexOf('.') + 1)..]);
            if (types[^1] == "Pooling") pooling = path;
            if (i == 0 ? path.Length > 0 : path.AsSpan().ContainsAnyExcept(Letters) || path.Length == 0)
                throw module.Wrong("path", i == 0 ? "'', the folder itself" : "the name of a folder within");
            if (i < Order.Length && types[^1] == Order[i]) continue;
            throw module.Wrong("type", "sentence_transformers.models.Transformer, Pooling and Normalize, in this "
                + "order");
        }
        return types.Count >= 2 ? (pooling, types.Count == 3)
            : throw Wrong(Modules, "the modules Transformer and Pooling, and perhaps Normalize");
    }

    private static EmbeddingPooling? PoolingOf(string folder, string name, bool isNamed, int width)
    {
        if (Open(folder, Path.Combine(name, OfModule)) is not { } config)
            return !isNamed ? null
                : throw Wrong($"{name}/{OfModule}", "the file that modules.json names");
        ClassifierFile.RefuseOthers(config, ["word_embedding_dimension", "pooling_mode_cls_token",
            "pooling_mode_mean_tokens", .. OtherModes, "include_prompt"]);
        if (config.Int("word_embedding_dimension", width) != width)
            throw config.Wrong("word_embedding_dimension", string.Create(CultureInfo.InvariantCulture,
                $"{width}, as config.json says"));
        foreach (var mode in OtherModes)
            if (config.Bool(mode, false)) throw config.Wrong(mode, "false: only mean and first token are supported");
        return (config.Bool("pooling_mode_cls_token", false), config.Bool("pooling_mode_mean_tokens", false)) switch
        {
            (true, false) => EmbeddingPooling.First,
            (false, true) => EmbeddingPooling.Mean,
            _ => throw config.Wrong("pooling_mode_mean_tokens", "one of pooling_mode_mean_tokens and "
                + "pooling_mode_cls_token to be true"),
        };
    }

    private static int? LengthOf(string folder, int most)
    {
        if (Open(folder, Transformer) is not { } config) return null;
        ClassifierFile.RefuseOthers(config, "max_seq_length", "do_lower_case");
        if (config.Bool("do_lower_case", false))
            throw config.Wrong("do_lower_case", "false: what is lower-cased is the tokenizer's to say");
        var length = config.OptionalInt("max_seq_length");
        return length is null || length >= LeastLength && length <= most ? length
            : throw config.Wrong("max_seq_length", string.Create(CultureInfo.InvariantCulture,
                $"a number from {LeastLength} to {most}, which the encoder takes"));
    }

    // A prompt would stand before every text.
    private static void RefusePrompts(string folder)
    {
        if (Open(folder, Model) is { } config && config.OptionalText("default_prompt_name") is not null)
            throw config.Wrong("default_prompt_name", "null: no prompt is put before texts. Put it there yourself");
    }

    private static ConfigReader? Open(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) return null;
        var json = StrictJson.Parse(FileBytes.Read(path, MostBytes), new(name));
        return json.ValueKind is JsonValueKind.Object || name == Modules ? new(json, name, KerasTables.Default)
            : throw Wrong(name, "an object");
    }

    private static ConfigException Wrong(string place, string expected) =>
        new(place, $"expected {expected}, found another value");
}
