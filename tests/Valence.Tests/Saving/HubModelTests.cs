using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Models;
using Valence.Pretrained;
using Valence.Saving;
using Valence.Tests.Golden;
using Valence.Tests.Pretrained;

namespace Valence.Tests.Saving;

/// <summary>KerasHub's models, of which files have settings and no graph.</summary>
public sealed class HubModelTests
{
    [Theory]
    [InlineData("bert_backbone", "bert_classifier", "sequence_output", "pooled_output")]
    [InlineData("bert_classifier", "bert_classifier", "pred")]
    [InlineData("gpt2", "gpt2", "logits")]
    public void A_file_of_KerasHub_opens_answers_the_same_and_is_written_again(string file, string cases,
        params string[] outputs)
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        var path = Path.Combine(GoldenFolder.Root, "hub", $"{file}.keras");
        var arrays = Npz.Load(Path.Combine(GoldenFolder.Root, "hub", $"{cases}.npz"));
        var opened = KerasFile.Open(path);
        var model = (Functional)opened.Model;
        Data x = model.InputNames.Select(name => arrays[name].ToTensor()).ToArray();
        var answers = model.PredictAll(x);
        foreach (var name in outputs)
            Compare.Close(arrays[name], answers[Math.Max(0, model.OutputNames.ToList().IndexOf(name))], 1e-5f, name);

        var again = Path.ChangeExtension(Path.GetTempFileName(), ".keras");
        try
        {
            model.Save(again);
            Assert.True(JsonNode.DeepEquals(Fields(path), Fields(again)), $"{Fields(again)}");
            Assert.Equal((string?)Config(path)["registered_name"], (string?)Config(again)["registered_name"]);
            Assert.Equal(answers[0].Floats.ToArray(), Model.Load(again).PredictAll(x)[0].Floats.ToArray());
        }
        finally
        {
            File.Delete(again);
        }

        // What the settings cannot say is written as a graph.
        if (file != "bert_classifier") return;
        model.Layers[^1].Trainable = false;
        Assert.Equal("Functional", (string?)JsonNode.Parse(model.ToJson())!["class_name"]);
    }

    [Theory]
    [InlineData("distilbert", "DistilBert", "pre_classifier classifier")]
    [InlineData("roberta", "Roberta", "classifier.dense classifier.out_proj")]
    [InlineData("roberta", "XLMRoberta", "classifier.dense classifier.out_proj")]
    public void A_classifier_of_another_family_computes_what_the_folder_of_Hugging_Face_does(string family,
        string name, string head)
    {
        using var folder = new SmallFolder(family, fields =>
        {
            if (family == "roberta") fields["architectures"] = new JsonArray("RobertaForSequenceClassification");
        });
        var encoder = PretrainedEncoder.Open(folder.Path);
        var hub = Classifier(name, positions: 16);
        hub.SetWeights(Ordered(encoder, hub, [.. head.Split(' ')]));
        var ids = Tensor.From([5, 7, 9, 11, 2, 4, 6, 8, 1, 1], [2, 5]);
        var counts = Tensor.From([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [2, 5]);
        Same(encoder.Classifier!.Predict(new Data(ids, counts)), hub.Predict(new Data(counts, ids)));
    }

    [Fact]
    public void An_encoder_of_ELECTRA_computes_what_the_folder_of_Hugging_Face_does()
    {
        using var folder = new SmallFolder("electra", fields => fields["hidden_act"] = "gelu_new");
        var encoder = PretrainedEncoder.Open(folder.Path);
        var hub = Read("ElectraBackbone", """
            {"name": "e", "trainable": true, "vocab_size": 30, "num_layers": 2, "num_heads": 2, "hidden_dim": 8,
             "embedding_dim": 6, "intermediate_dim": 12, "dropout": 0.0, "max_sequence_length": 16, "num_segments": 2}
            """);
        var weights = Ordered(encoder, hub, []);
        // ELECTRA of Hugging Face has no pooler.
        hub.SetWeights([.. weights, .. hub.GetWeights().Skip(weights.Count)]);
        var ids = Tensor.From([5, 7, 9, 11, 2, 4, 6, 8, 1, 1], [2, 5]);
        var counts = Tensor.From([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [2, 5]);
        var types = Tensor.From([0, 0, 1, 1, 1, 0, 1, 1, 0, 0], [2, 5]);
        Assert.Equal(["padding_mask", "segment_ids", "token_ids"], hub.InputNames);
        Same(encoder.Model.Predict(new Data(ids, counts, types)),
            hub.PredictAll(new Data(counts, types, ids))[hub.OutputNames.ToList().IndexOf("sequence_output")]);
    }

    [Theory]
    [InlineData("""{"name": "d", "vocabulary_size": 30, "num_layers": 2}""", "hidden_dim")]
    [InlineData("""
        {"name": "d", "vocabulary_size": 30, "num_layers": 2000000, "num_heads": 2, "hidden_dim": 8,
         "intermediate_dim": 12}
        """, "exceeds it")]
    [InlineData("""
        {"name": "d", "vocabulary_size": 30, "num_layers": 1, "num_heads": 2, "hidden_dim": 8, "intermediate_dim": 12,
         "rope": true}
        """, "rope")]
    [InlineData("""
        {"name": "d", "vocabulary_size": 2000000000, "num_layers": 1, "num_heads": 2, "hidden_dim": 8,
         "intermediate_dim": 12}
        """, "parameters")]
    public void Settings_that_are_missing_too_large_or_unknown_are_refused(string config, string said) =>
        Assert.Contains(said, Assert.ThrowsAny<ConfigException>(() => Read("DistilBertBackbone", config,
            new() { MaxParameters = 1_000_000 })).Message, StringComparison.Ordinal);

    private static Functional Read(string name, string config, KerasLoadOptions? options = null) =>
        (Functional)KerasFile.FromJson($$"""
            {"module": "keras_hub.src.models.some", "class_name": "{{name}}", "config": {{config}},
             "registered_name": "keras_hub>{{name}}"}
            """, options).Model;

    private static Functional Classifier(string name, int positions) => Read($"{name}TextClassifier", $$"""
        {"backbone": {"module": "keras_hub.src.models.some", "class_name": "{{name}}Backbone", "config": {
            "name": "b", "trainable": true, "vocabulary_size": 30, "num_layers": 2, "num_heads": 2, "hidden_dim": 8,
            "intermediate_dim": 12, "dropout": 0.1, "max_sequence_length": {{positions}}},
            "registered_name": "keras_hub>{{name}}Backbone"},
         "preprocessor": null, "name": "c", "num_classes": 2, "activation": "linear", "hidden_dim": 8, "dropout": 0.2}
        """);

    // In KerasHub's order, and with an axis of the heads.
    private static List<Tensor> Ordered(PretrainedEncoder encoder, Functional hub, IReadOnlyList<string> head)
    {
        var places = encoder.Places().ToDictionary(place => place.Name, place => place.Weights[0].Value);
        string[] names = [.. encoder.Places().Select(place => place.Name)];
        // KerasHub's RoBERTa has no types: the one that there is belongs to each position.
        if (hub.InputNames.Count == 2 && names.FirstOrDefault(name => name.EndsWith("token_type_embeddings.weight",
            StringComparison.Ordinal)) is { } type)
        {
            var positions = places[names[1]].Change<float>();
            for (var i = 0; i < positions.Length; i++) positions[i] += places[type].Floats[i % places[type].Count];
            names = [.. names.Where(name => name != type)];
            places[type].Change<float>().Clear();
        }
        var first = Array.FindIndex(names, name => name.Contains("layer.", StringComparison.Ordinal));
        var ordered = new List<string>(names[..first]);
        foreach (var block in names[first..].Where(name => name.Contains("layer.", StringComparison.Ordinal))
            .GroupBy(name => name.Split("layer.")[1].Split('.')[0]))
        {
            string[] parts = [.. block];
            ordered.AddRange([.. parts[..10], .. parts[14..16], .. parts[10..14]]);
        }
        foreach (var name in head) ordered.AddRange([$"{name}.weight", $"{name}.bias"]);
        var shapes = hub.GetWeights();
        return [.. ordered.Select((name, i) => Shaped(places[name], shapes[i].Shape))];
    }

    private static Tensor Shaped(Tensor value, Shape shape)
    {
        var floats = value.Floats;
        // Positions of padding stand before the first in RoBERTa.
        return Tensor.From(floats[(floats.Length - (int)shape.Count)..].ToArray(), shape);
    }

    private static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var largest = expected.Floats.ToArray().Max(Math.Abs);
        Assert.All(expected.Floats.ToArray().Zip(actual.Floats.ToArray()), pair =>
            Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-5f * largest));
    }

    // Keras finds registered classes without their modules.
    private static JsonNode Fields(string path)
    {
        var fields = Config(path)["config"]!;
        if (fields["backbone"] is JsonObject backbone) foreach (var name in (string[])["module", "build_config",
            "compile_config"]) backbone.Remove(name);
        return fields;
    }

    private static JsonNode Config(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        using var member = archive.GetEntry("config.json")!.Open();
        return JsonNode.Parse(member)!;
    }
}
