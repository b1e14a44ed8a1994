using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Models;
using Valence.Operations;
using Valence.Saving;
using Valence.Tests.Documentation;
using Valence.Tests.Golden;

namespace Valence.Tests.Saving;

/// <summary>What every layer of the table writes reads back as the same description, weights included.</summary>
public sealed class LayerRoundTripTests
{
    public static TheoryData<string> Cases => GoldenFolder.Cases("layers");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_layer_reads_back_as_it_was_written(string name)
    {
        var (json, arrays) = GoldenFolder.Open("layers", name);
        var tables = KerasTables.Default;
        var layer = tables.Layers.Read(json.GetProperty("config"), name, tables);
        var written = tables.Layers.Write(layer, tables);
        var again = tables.Layers.Read(JsonSerializer.SerializeToElement(written, ConfigJson.Default.JsonObject), name,
            tables);
        Assert.Equal(layer.GetType(), again.GetType());
        Assert.True(JsonNode.DeepEquals(written, tables.Layers.Write(again, tables)),
            $"{name} is written otherwise the second time.");
        Assert.Equal(layer.Name, again.Name);
    }

    [Fact]
    public void Every_row_of_a_layer_of_Keras_has_a_reference_case_or_is_named_here()
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        var seen = Directory.GetFiles(Path.Combine(GoldenFolder.Root, "layers"), "*.json")
            .SelectMany(path => Classes(GoldenModels.Json(path))).ToHashSet();
        string[] elsewhere = ["InputLayer", "Sequential", "Functional", "Model", "Conv1DTranspose",
            "ActivityRegularization", "Lambda",
            "TextVectorization", "StringLookup", "IntegerLookup", "Hashing", "CategoryEncoding",
            "HashedCrossing",
            .. AdaptedLayerRows.All.Select(row => row.ClassName), "Identity", "EinsumDense",
            "SpectralNormalization", "AdaptiveAveragePooling1D", "AdaptiveMaxPooling1D", "ReversibleEmbedding",
            .. LayerTable.SecondNames.Keys,
            "GroupedQueryAttention"];
        var missing = string.Join(", ", LayerTable.Keras.Rows.Select(row => row.ClassName)
            .Intersect(KerasClassesTests.Names("layer")).Except(seen).Except(elsewhere));
        Assert.True(missing == "", $"{missing}: no reference case has it. Where another test compares it with Keras, "
            + "name it in tests/Valence.Tests/Saving/LayerRoundTripTests.cs.");
    }

    [Theory]
    [InlineData(
        """{"class_name": "Conv1DTranspose", "config": {"name": "c", "filters": 3, "kernel_size": [2], "strides": [2], "padding": "same", "activation": "relu", "use_bias": false}}""")]
    [InlineData("""{"class_name": "ActivityRegularization", "config": {"name": "a", "l1": 0.25, "l2": 0.5}}""")]
    [InlineData(
        """{"class_name": "TokenAndPositionEmbedding", "config": {"name": "t", "vocabulary_size": 9, "sequence_length": 5, "embedding_dim": 4, "mask_zero": true}}""")]
    [InlineData(
        """{"class_name": "InputLayer", "config": {"name": "i", "batch_shape": [null, 7, null], "dtype": "int32"}}""")]
    public void Layers_without_a_reference_case_read_back_too(string json)
    {
        var tables = KerasTables.Default;
        using var document = JsonDocument.Parse(json);
        var written = tables.Layers.Write(tables.Layers.Read(document.RootElement, "layer", tables), tables);
        foreach (var (field, value) in JsonNode.Parse(json)!["config"]!.AsObject())
            Assert.True(JsonNode.DeepEquals(value, written["config"]![field]),
                $"{field} is {written["config"]![field]}, expected {value}");
        var again = tables.Layers.Read(JsonSerializer.SerializeToElement(written, ConfigJson.Default.JsonObject),
            "layer", tables);
        Assert.True(JsonNode.DeepEquals(written, tables.Layers.Write(again, tables)));
    }

    [Fact]
    public void A_layer_of_ones_own_is_written_and_read_by_its_registered_name()
    {
        var tables = KerasTables.Default with
        {
            Layers =
            LayerTable.Keras.With("Mine>Scale", c => new Scale(c.Float("by")), (layer, c) => c.Set("by", layer.By))
        };
        var model = new Sequential(new InputLayer([-1, 2]), new Scale(3), new Dense(1));
        model.BuildFor([-1, 2]);
        var file = KerasFile.ToBytes(model, tables);
        var json = ModelFiles.Config(file)["config"]!["layers"]![1]!;
        Assert.Equal("Mine>Scale", json["registered_name"]!.GetValue<string>());
        Assert.Equal("Scale", json["class_name"]!.GetValue<string>());
        var x = Tensor.From(new float[,] { { 1, 2 } });
        Assert.Equal(model.Predict(x).Floats.ToArray(), KerasFile.Load(file, "own.keras", tables)
            .Predict(x).Floats.ToArray());
        Assert.Contains("Mine>Scale", Assert.Throws<ConfigException>(() => KerasFile.Load(file, "own.keras")).Message);
    }

    private sealed class Scale(float by) : Layer
    {
        public float By { get; } = by;

        public override Forward Build(Shape input, WeightFactory weights) => (x, call) => call.Scale(x, By);
    }

    private static IEnumerable<string> Classes(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject()
            .SelectMany(field => field.Name == "class_name" && field.Value.ValueKind == JsonValueKind.String
                ? [field.Value.GetString()!] : Classes(field.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Classes),
        _ => [],
    };
}
