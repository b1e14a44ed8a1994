using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Pretrained;

namespace Valence.Tests.Pretrained;

/// <summary>The folder of a small pre-trained model of a family, with random weights, that goes with its
/// test.</summary>
internal sealed class SmallFolder : IDisposable
{
    private readonly DirectoryInfo _around = Directory.CreateTempSubdirectory("valence-pretrained-");

    /// <param name="family">One of <see cref="Families"/>.</param>
    /// <param name="change">Changes the fields before the weights are made; null to leave them.</param>
    public SmallFolder(string family, Action<JsonObject>? change = null)
    {
        var fields = JsonNode.Parse(Descriptions[family])!.AsObject();
        change?.Invoke(fields);
        var config = new FamilyConfig(JsonSerializer.SerializeToElement(fields), "config.json");
        var type = fields["model_type"]!.GetValue<string>();
        var of = EncoderFamilies.All.First(known => known.ModelTypes.Contains(type));
        var model = new PretrainedModel(of, config, new(of.Read(config), null), HeadDescription.Read(config, of));
        if (model.Description.Task != PretrainedTask.HiddenStates) model = model.WithHead(model.Description);
        Path = this["model"];
        PretrainedWriting.Write(model, Path, halfPrecision: false);
    }

    public static IReadOnlyDictionary<string, string> Descriptions { get; } = new Dictionary<string, string>
    {
        ["bert"] = """
            {"model_type": "bert", "architectures": ["BertForSequenceClassification"], "vocab_size": 30,
             "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 12,
             "max_position_embeddings": 16, "type_vocab_size": 2, "pad_token_id": 0,
             "id2label": {"0": "bad", "1": "good"}, "hidden_act": "gelu"}
            """,
        ["distilbert"] = """
            {"model_type": "distilbert", "architectures": ["DistilBertForSequenceClassification"], "vocab_size": 30,
             "dim": 8, "n_layers": 2, "n_heads": 2, "hidden_dim": 12, "max_position_embeddings": 16}
            """,
        ["roberta"] = """
            {"model_type": "roberta", "architectures": ["RobertaForTokenClassification"], "vocab_size": 30,
             "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 12,
             "max_position_embeddings": 18, "type_vocab_size": 1, "pad_token_id": 1, "layer_norm_eps": 1e-5}
            """,
        ["electra"] = """
            {"model_type": "electra", "architectures": ["ElectraForSequenceClassification"], "vocab_size": 30,
             "embedding_size": 6, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2,
             "intermediate_size": 12, "max_position_embeddings": 16, "type_vocab_size": 2, "pad_token_id": 0}
            """,
        ["gpt2"] = """
            {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "vocab_size": 30, "n_embd": 8,
             "n_layer": 2, "n_head": 2, "n_positions": 16}
            """,
        ["modernbert"] = """
            {"model_type": "modernbert", "architectures": ["ModernBertForSequenceClassification"], "vocab_size": 30,
             "hidden_size": 8, "num_hidden_layers": 4, "num_attention_heads": 2, "intermediate_size": 12,
             "local_attention": 4, "global_rope_theta": 160000.0, "local_rope_theta": 10000.0,
             "global_attn_every_n_layers": 3, "pad_token_id": 0, "classifier_pooling": "mean"}
            """,
        ["deberta"] = """
            {"model_type": "deberta-v2", "architectures": ["DebertaV2ForSequenceClassification"], "vocab_size": 30,
             "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 12,
             "max_position_embeddings": 16, "type_vocab_size": 0, "pad_token_id": 0, "relative_attention": true,
             "position_biased_input": false, "share_att_key": true, "norm_rel_ebd": "layer_norm",
             "pos_att_type": "p2c|c2p", "position_buckets": 4, "max_relative_positions": -1}
            """,
    };

    public static TheoryData<string> Families => [.. Descriptions.Keys];

    /// <summary>The model's folder.</summary>
    public string Path { get; }

    /// <summary>A place beside it.</summary>
    public string this[string name] => System.IO.Path.Combine(_around.FullName, name);

    /// <summary>A file of the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Changes the fields of the folder.</summary>
    public void Change(Action<JsonObject> change)
    {
        var fields = JsonNode.Parse(System.IO.File.ReadAllText(File("config.json")))!.AsObject();
        change(fields);
        System.IO.File.WriteAllText(File("config.json"), fields.ToJsonString());
    }

    /// <summary>Ids, masks and types of two texts for a model, the second one shorter.</summary>
    public static Data Inputs(IReadOnlyList<string> names) => names.Select(name => name switch
    {
        "input_ids" => Tensor.From([5, 7, 9, 11, 2, 4, 6, 0, 0, 0], [2, 5]),
        "attention_mask" => Tensor.From([1, 1, 1, 1, 1, 1, 1, 0, 0, 0], [2, 5]),
        _ => Tensor.From([0, 0, 1, 1, 1, 0, 1, 0, 0, 0], [2, 5]),
    }).ToArray();

    public void Dispose() => _around.Delete(recursive: true);
}
