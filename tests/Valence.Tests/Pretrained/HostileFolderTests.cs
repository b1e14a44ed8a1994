using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Pretrained;
using Valence.Saving;

namespace Valence.Tests.Pretrained;

/// <summary>Folders that are wrong or hostile are refused by a rule, at little cost.</summary>
public sealed class HostileFolderTests
{
    private const long MostBytes = 100_000_000;

    // Fields that change what is computed and are not supported, or no values of theirs.
    public static TheoryData<string, string, string, string> Fields => new()
    {
        { "bert", "position_embedding_type", "\"relative_key\"", "J11" },
        { "bert", "is_decoder", "true", "J11" },
        { "bert", "add_cross_attention", "true", "J11" },
        { "bert", "hidden_act", "\"quick_gelu\"", "J11" },
        { "bert", "hidden_act", "7", "J11" },
        { "bert", "hidden_size", "7", "J11" },
        { "bert", "hidden_size", "\"8\"", "J11" },
        { "bert", "hidden_size", "-8", "J11" },
        { "bert", "hidden_size", "1e300", "J11" },
        { "bert", "hidden_dropout_prob", "1.5", "J11" },
        { "bert", "layer_norm_eps", "-1", "J11" },
        { "bert", "num_attention_heads", "3", "J11" },
        { "bert", "num_attention_heads", "0", "J11" },
        { "bert", "num_hidden_layers", "1000000", "J12" },
        { "bert", "vocab_size", "16777216", "J12" },
        { "bert", "intermediate_size", "16777216", "J12" },
        { "bert", "max_position_embeddings", "16777216", "J12" },
        { "bert", "type_vocab_size", "16777216", "J12" },
        { "bert", "model_type", "\"t5\"", "J11" },
        { "bert", "model_type", "3", "J11" },
        { "bert", "architectures", "[\"GPT2Model\"]", "J11" },
        { "bert", "architectures", "\"BertModel\"", "J10" },
        { "bert", "id2label", "{\"0\": \"a\", \"2\": \"b\"}", "J11" },
        { "bert", "id2label", "{\"0\": \"a\", \"00\": \"b\"}", "J11" },
        { "bert", "id2label", "[\"a\"]", "J11" },
        { "bert", "problem_type", "\"ranking\"", "J11" },
        { "bert", "attention_bias_of_tomorrow", "true", "J26" },
        { "bert", "quantization_config", "{\"bits\": 4}", "J26" },
        { "bert", "auto_map", "{\"AutoModel\": \"modeling.Evil\"}", "J26" },
        { "distilbert", "n_heads", "5", "J11" },
        { "gpt2", "scale_attn_weights", "false", "J11" },
        { "gpt2", "scale_attn_by_inverse_layer_idx", "true", "J11" },
        { "gpt2", "tie_word_embeddings", "false", "J11" },
        { "gpt2", "n_inner", "16777216", "J12" },
        { "modernbert", "classifier_pooling", "\"last\"", "J11" },
        { "modernbert", "layer_types", "[\"full_attention\"]", "J11" },
        { "modernbert", "layer_types", "[\"full_attention\", \"a\", \"b\", \"c\"]", "J11" },
        { "modernbert", "rope_parameters", "{\"full_attention\": {\"rope_type\": \"yarn\"}}", "J11" },
        { "modernbert", "rope_parameters", "{\"full_attention\": {\"factor\": 4}}", "J26" },
        { "modernbert", "rope_parameters", "{\"other\": {}}", "J26" },
        { "modernbert", "global_rope_theta", "0", "J11" },
        { "modernbert", "local_attention", "-1", "J11" },
        { "deberta", "share_att_key", "null", "J11" },
        { "deberta", "relative_attention", "null", "J11" },
        { "deberta", "norm_rel_ebd", "null", "J11" },
        { "deberta", "position_biased_input", "null", "J11" },
        { "deberta", "pooler_dropout", "0.1", "J11" },
        { "deberta", "conv_kernel_size", "3", "J11" },
        { "deberta", "share_att_key", "false", "J11" },
        { "deberta", "relative_attention", "false", "J11" },
        { "deberta", "position_biased_input", "true", "J11" },
        { "deberta", "norm_rel_ebd", "\"none\"", "J11" },
        { "deberta", "pos_att_type", "\"p2c|p2p\"", "J11" },
        { "deberta", "position_buckets", "1", "J11" },
        { "deberta", "position_buckets", "4096", "J11" },
        { "deberta", "embedding_size", "6", "J11" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_with_another_value_is_refused(string family, string field, string value, string rule)
    {
        using var folder = new SmallFolder(family);
        folder.Change(fields => fields[field] = JsonNode.Parse(value));
        var message = Refused(folder.Path, rule);
        if (rule != "J12") Assert.Contains(field == "num_attention_heads" && value == "3" || field == "n_heads"
            || field == "hidden_size" && value == "7" ? "heads" : field == "rope_parameters" ? "rope" : field, message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "F01")]
    [InlineData("[]", "J01")]
    [InlineData("{", "J01")]
    [InlineData("{\"model_type\": \"bert\", \"model_type\": \"bert\"}", "J03")]
    [InlineData("{\"hidden_size\": NaN}", "J05")]
    [InlineData("{\"hidden_size\": 8}", "J11")]
    public void A_description_that_is_none_is_refused(string text, string rule)
    {
        using var folder = new SmallFolder("bert");
        File.WriteAllText(folder.File("config.json"), text);
        Refused(folder.Path, rule);
    }

    [Fact]
    public void A_description_of_deep_or_many_values_is_refused()
    {
        using var folder = new SmallFolder("bert");
        File.WriteAllText(folder.File("config.json"), new string('[', 5_000) + new string(']', 5_000));
        Refused(folder.Path, "J02");
        File.WriteAllText(folder.File("config.json"), new string(' ', 17 << 20) + "{}");
        Refused(folder.Path, "F03");
    }

    [Theory]
    [InlineData("../model.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/model.safetensors")]
    [InlineData("..\\model.safetensors")]
    [InlineData(".safetensors")]
    [InlineData("http://host/model.safetensors")]
    [InlineData("model.bin")]
    [InlineData("model\u0000.safetensors")]
    [InlineData("missing.safetensors")]
    public void An_index_names_files_of_its_folder_alone(string file)
    {
        using var folder = new SmallFolder("bert");
        Shards.Split(folder, 2);
        var index = JsonNode.Parse(File.ReadAllText(folder.File("model.safetensors.index.json")))!;
        index["weight_map"]!["classifier.bias"] = file;
        Shards.Write(folder, index);
        Refused(folder.Path, "S11");
    }

    [Fact]
    public void An_index_that_lies_is_refused()
    {
        using var folder = new SmallFolder("bert");
        Shards.Split(folder, 2);
        var path = folder.File("model.safetensors.index.json");
        var right = File.ReadAllText(path);
        foreach (var change in (Action<JsonObject>[])[
            map => map.Remove("classifier.bias"),
            map => map["classifier.more"] = map["classifier.bias"]!.DeepClone(),
            map => map["classifier.bias"] = 3,
            map => map["classifier.bias"] = Other(map)])
        {
            var index = JsonNode.Parse(right)!;
            change(index["weight_map"]!.AsObject());
            Shards.Write(folder, index);
            Refused(folder.Path, "S11");
        }
        File.WriteAllText(path, "{\"weight_map\": []}");
        Refused(folder.Path, "S11");

        static string Other(JsonObject map) => map.Select(entry => entry.Value!.GetValue<string>())
            .First(file => file != map["classifier.bias"]!.GetValue<string>());
    }

    [Fact]
    public void Tensors_of_another_shape_type_or_name_are_refused()
    {
        using var folder = new SmallFolder("bert");
        var file = Safetensors.Load(folder.File("model.safetensors"));
        var tensors = file.Names.ToDictionary(name => name, name => file[name].ToTensor());
        Write("S07", changed => changed["classifier.weight"] = new Tensor([3, 8]));
        Write("S07", changed => changed["bert.encoder.layer.0.intermediate.dense.weight"] = new Tensor([8, 12]));
        Write("S08", changed => changed["classifier.bias"] = new Tensor([2], ElementType.Int32));
        Write("S06", changed => changed.Remove("classifier.bias"));
        Write("S06", changed => changed.Remove("bert.pooler.dense.weight"));
        Write("S10", changed => changed["bert.encoder.layer.0.attention.self.distance_embedding.weight"] = new([3]));
        File.WriteAllBytes(folder.File("model.safetensors"), [255, 255, 255, 255, 255, 255, 255, 127, (byte)'{']);
        Refused(folder.Path, "S02");
        File.Delete(folder.File("model.safetensors"));
        Refused(folder.Path, "S11");

        void Write(string rule, Action<Dictionary<string, Tensor>> change)
        {
            var changed = new Dictionary<string, Tensor>(tensors);
            change(changed);
            SafetensorsWriter.Save(folder.File("model.safetensors"), changed);
            Refused(folder.Path, rule);
        }
    }

    [Fact]
    public void A_folder_that_is_none_is_told()
    {
        using var folder = new SmallFolder("bert");
        Assert.Throws<DirectoryNotFoundException>(() => PretrainedEncoder.Open(folder["nowhere"]));
        File.Delete(folder.File("config.json"));
        Assert.Contains("config.json", Assert.Throws<FileNotFoundException>(() => PretrainedEncoder.Open(folder.Path))
            .Message, StringComparison.Ordinal);
    }

    private static string Refused(string folder, string rule)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var error = Record.Exception(() => PretrainedEncoder.Open(folder));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - bytes, 0, MostBytes);
        Assert.Equal(rule, error switch
        {
            FileFormatException format => format.Rule,
            ConfigException config => config.Rule,
            _ => $"{error?.GetType().Name ?? "opened"} {error?.Message}",
        });
        return error!.Message;
    }
}
