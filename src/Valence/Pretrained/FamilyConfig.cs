using System.Text.Json;
using Valence.Formats;
using Valence.Saving;

namespace Valence.Pretrained;

/// <summary>The fields of a <c>config.json</c>: each is read, known to change nothing, or refused.</summary>
internal sealed class FamilyConfig(JsonElement json, string place)
{
    private const int Most = 1 << 24;

    // What says how texts become ids, how a model was made or generates, or how PyTorch runs it.
    private static readonly string[] Harmless =
    [
        "_name_or_path", "_commit_hash", "_attn_implementation", "_attn_implementation_autoset", "architectures",
        "bos_token_id", "eos_token_id", "sep_token_id", "cls_token_id", "mask_token_id", "decoder_start_token_id",
        "dtype", "torch_dtype", "transformers_version", "use_cache", "gradient_checkpointing", "model_type",
        "finetuning_task", "task_specific_params", "tokenizer_class", "prefix", "directionality", "language",
        "output_past", "torchscript", "use_bfloat16", "return_dict", "output_attentions", "output_hidden_states",
        "name_or_path", "id2label", "label2id", "num_labels", "problem_type", "pooler_fc_size",
        "pooler_num_attention_heads", "pooler_num_fc_layers", "pooler_size_per_head", "pooler_type",
        "chunk_size_feed_forward", "is_encoder_decoder", "max_length", "min_length", "do_sample", "early_stopping",
        "num_beams", "temperature", "top_k", "top_p", "repetition_penalty", "length_penalty", "no_repeat_ngram_size",
        "num_return_sequences",
    ];

    private readonly ConfigReader _fields = new(json, place, KerasTables.Default);
    private readonly HashSet<string> _known = [.. Harmless];

    /// <summary>The raw object.</summary>
    public JsonElement Json => json;

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name)
    {
        _known.Add(name);
        return _fields.Has(name);
    }

    /// <summary>A size.</summary>
    /// <param name="name">The field.</param>
    /// <param name="missing">What it is where it is missing; null where it has to be there.</param>
    /// <param name="least">The smallest that is taken.</param>
    public int Size(string name, int? missing = null, int least = 1)
    {
        if (!Has(name) && missing is { } known) return known;
        var value = _fields.Int(name);
        return value >= least && value <= Most ? value
            : throw _fields.Wrong(name, FormattableString.Invariant($"a number from {least} to {Most}"));
    }

    /// <summary>A token's id, or null.</summary>
    public int? Id(string name) => Has(name) ? Size(name, least: 0) : null;

    /// <summary>A number in a range.</summary>
    public double Number(string name, double missing, double least, double most)
    {
        if (!Has(name)) return missing;
        var value = _fields.Double(name, missing);
        return value >= least && value <= most ? value
            : throw _fields.Wrong(name, FormattableString.Invariant($"a number from {least} to {most}"));
    }

    /// <summary>A rate of dropout.</summary>
    public double Rate(string name, double missing) => Number(name, missing, 0, 1);

    /// <summary>The epsilon of normalizations.</summary>
    public double Epsilon(string name, double missing) => Number(name, missing, 0, 1);

    /// <summary>A truth value.</summary>
    public bool Truth(string name, bool missing) => Has(name) ? _fields.Bool(name, missing) : missing;

    /// <summary>A text.</summary>
    public string Text(string name, string missing) => Has(name) ? _fields.Text(name) : missing;

    /// <summary>Texts.</summary>
    public IReadOnlyList<string>? Texts(string name) => Has(name) ? _fields.Texts(name) : null;

    /// <summary>The fields of an object; null where it is missing.</summary>
    public FamilyConfig? Object(string name) =>
        Has(name) ? new FamilyConfig(_fields.Object(name).Json, $"{place}.{name}") : null;

    /// <summary>An activation function by Hugging Face's name.</summary>
    public ActivationFunction Activation(string name, string missing) => Text(name, missing) switch
    {
        "gelu" or "gelu_python" => Activations.Gelu,
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" => Activations.GeluApproximate,
        "relu" => Activations.Relu,
        "silu" or "swish" => Activations.Silu,
        "tanh" => Activations.Tanh,
        "mish" => Activations.Mish,
        "sigmoid" => Activations.Sigmoid,
        "linear" => Activations.Linear,
        _ => throw _fields.Wrong(name, "gelu, gelu_new, gelu_pytorch_tanh, relu, silu, tanh, mish, sigmoid or linear"),
    };

    /// <summary>A field that can only have one value here.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">The value.</param>
    /// <param name="because">What is said of another one.</param>
    /// <param name="missing">What the field means where it is missing.</param>
    public void Only(string name, bool value, string because, bool? missing = null)
    {
        if (Truth(name, missing ?? value) != value)
            throw _fields.Wrong(name, $"{(value ? "true" : "false")}: {because}");
    }

    /// <inheritdoc cref="Only(string, bool, string, bool?)"/>
    public void Only(string name, string value, string because, string? missing = null)
    {
        if (Text(name, missing ?? value) != value) throw _fields.Wrong(name, $"'{value}': {because}");
    }

    /// <summary>Fields that change nothing here.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) _known.Add(name);
    }

    /// <summary>An error about a field.</summary>
    public ConfigException Wrong(string name, string expected) => _fields.Wrong(name, expected);

    /// <summary>Refuses fields that nobody asked for: they could change what the model computes.</summary>
    public void RequireAllKnown()
    {
        foreach (var field in json.EnumerateObject())
            if (field.Value.ValueKind != JsonValueKind.Null && !_known.Contains(field.Name))
                throw new ConfigException(place, $"expected fields that are known to this family, found "
                    + $"'{FilePlace.Shown(field.Name)}', which could change what the model computes. Take it out if "
                    + "it does not", "J26");
    }
}
