using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Execution;
using Valence.Formats;
using Valence.Layers;
using Valence.Metrics;
using Valence.Models;
using Valence.Operations;
using Valence.Saving;

namespace Valence.Tests.Golden;

/// <summary>KerasHub's layers: outputs and gradients equal KerasHub's on each backend, and its files have the weights
/// where ours have them.</summary>
public sealed class GoldenHubTests
{
    /// <summary>The cases of single layers.</summary>
    public static IEnumerable<string> Names => GoldenFolder.Root is null ? [""]
        : GoldenFolder.Names("hub").Where(name => char.IsAsciiLetterUpper(name[0]));

    public static TheoryData<string> Cases => [.. Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Layer_equals_KerasHub_on_the_reference_backend(string name) => Run(name, new ReferenceBackend());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Layer_equals_KerasHub_on_the_cpu_backend(string name) => Run(name, new CpuBackend(threads: 2));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Layer_reads_back_as_it_was_written_and_its_weights_have_KerasHubs_names(string name)
    {
        var (json, arrays) = GoldenFolder.Open("hub", name);
        var tables = KerasTables.Default;
        var layer = Read(json, name);
        var inputs = Inputs(layer, json, arrays).Select(value => value.Tensor.Shape).ToArray();
        layer.EnsureBuilt(inputs);
        var written = tables.Layers.Write(layer, tables);
        var again = tables.Layers.Read(JsonSerializer.SerializeToElement(written, ConfigJson.Default.JsonObject), name,
            tables);
        Assert.True(JsonNode.DeepEquals(written, tables.Layers.Write(again, tables)),
            $"{name} is written otherwise the second time.");
        Assert.Equal(layer.Name, again.Name);

        var places = inputs.Select((shape, i) => shape.Rank == 0 ? null
            : Models.Keras.Input(shape[1..], arrays[$"in.{layer.CallArguments[i]}"].ToTensor().Type)).ToList();
        var kwargs = places.Select((place, i) => (place, layer.CallArguments[i])).Where(pair => pair.place is not null)
            .ToDictionary(pair => pair.Item2, pair => (Argument)new Argument.Symbol(pair.place!));
        var node = LayerNode.Create(again, new([], kwargs));
        var model = new Functional([.. places.OfType<SymbolicTensor>()], [node.Outputs[0]]);
        Assert.Equal(json.GetProperty("weights").EnumerateArray().Select(weight => weight.GetProperty("path")
            .GetString()), new WeightTree(model).Distinct.OrderBy(place => again.Weights.ToList().IndexOf(place.Weight))
            .Select(place => place.Name));
    }

    // The other figures of the file are of texts, which tests of Valence.Language read.
    [Fact]
    public void Perplexity_is_KerasHubs()
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        var (json, arrays) = GoldenFolder.Open("hub", "metrics");
        var state = new Perplexity(fromLogits: true, maskTokenId: 0).NewState();
        state.Update(arrays["y_true"].ToTensor(), arrays["logits"].ToTensor());
        Assert.Equal(json.GetProperty("values").GetProperty("perplexity").GetDouble(), state.Value, 1e-5);
    }

    [Fact]
    public void Encoder_of_KerasHubs_file_takes_its_weights_and_answers_the_same()
    {
        var (_, arrays) = GoldenFolder.Open("hub", "bert_classifier");
        var padding = Models.Keras.Input([Shape.Unknown], ElementType.Int32, name: "padding_mask");
        var segments = Models.Keras.Input([Shape.Unknown], ElementType.Int32, name: "segment_ids");
        var tokens = Models.Keras.Input([Shape.Unknown], ElementType.Int32, name: "token_ids");
        var vectors = new ReversibleEmbedding(50, 16).Call(tokens);
        var x = new Add().Call(vectors, new PositionEmbedding(12).Call(vectors), new Embedding(2, 16).Call(segments));
        x = new Dropout(0).Call(new LayerNormalization(1e-12).Call(x));
        for (var i = 0; i < 2; i++)
            x = new TransformerEncoder(32, 2) { Activation = Activations.GeluApproximate, LayerNormEpsilon = 1e-12 }
                .Call(x, padding);
        var pooled = new Dense(16, Activations.Tanh).Call(x[.., 0]);
        var model = new Functional([padding, segments, tokens], [x, pooled]);
        using (var archive = ZipFile.OpenRead(Path.Combine(GoldenFolder.Root!, "hub", "bert_backbone.keras")))
        using (var member = archive.GetEntry("model.weights.h5")!.Open())
        using (var bytes = new MemoryStream())
        {
            member.CopyTo(bytes);
            bytes.Position = 0;
            model.LoadWeights(bytes);
        }
        var answers = model.PredictAll(new Data(arrays["padding_mask"].ToTensor(), arrays["segment_ids"].ToTensor(),
            arrays["token_ids"].ToTensor()));
        Compare.Close(arrays["sequence_output"], answers[0], 1e-5f, "sequence_output");
        Compare.Close(arrays["pooled_output"], answers[1], 1e-5f, "pooled_output");
    }

    [Fact]
    public void A_decoder_whose_use_is_not_causal_is_read_and_written_so()
    {
        var json = """
            {"class_name": "TransformerDecoder", "registered_name": "keras_hub>TransformerDecoder",
             "config": {"name": "d", "intermediate_dim": 5, "num_heads": 2}}
            """;
        using var layer = JsonDocument.Parse(json);
        using var node = JsonDocument.Parse("""{"args": [], "kwargs": {"use_causal_mask": false}}""");
        var read = Assert.IsType<TransformerDecoder>(KerasTables.Default.Layers.Read(
            NodeArguments.Merge(layer.RootElement, [node.RootElement], "d"), "d", KerasTables.Default));
        Assert.False(read.UseCausalMask);
        KerasTables.Default.Layers.Write(read, KerasTables.Default, out var call);
        Assert.Equal("""{"use_causal_mask":false}""", call.ToJsonString());
    }

    private static Layer Read(JsonElement json, string name)
    {
        var named = JsonObject.Create(json)!;
        named["registered_name"] = $"keras_hub>{json.GetProperty("class_name").GetString()}";
        var kwargs = json.GetProperty("kwargs").GetRawText();
        using var node = JsonDocument.Parse($$"""{"args": [], "kwargs": {{kwargs}}}""");
        return KerasTables.Default.Layers.Read(NodeArguments.Merge(
            JsonSerializer.SerializeToElement(named, ConfigJson.Default.JsonObject), [node.RootElement], name), name,
            KerasTables.Default);
    }

    // In the order of the call's arguments; one that is left out before another is a number without axes.
    private static List<Value> Inputs(Layer layer, JsonElement json, Npz arrays)
    {
        var given = json.GetProperty("inputs").EnumerateArray().Select(input => input.GetString()!).ToHashSet();
        var names = layer.CallArguments.ToList();
        Assert.Empty(given.Except(names));
        return [.. names[..(given.Max(names.IndexOf) + 1)].Select(name => new Value(given.Contains(name)
            ? arrays[$"in.{name}"].ToTensor() : Tensor.From([0f], [])))];
    }

    private static void Run(string name, Backend backend)
    {
        using (backend)
        {
            var (json, arrays) = GoldenFolder.Open("hub", name);
            var layer = Read(json, name);
            var inputs = Inputs(layer, json, arrays);
            var built = layer.EnsureBuilt([.. inputs.Select(value => value.Tensor.Shape)]);
            var weights = new List<Tensor>();
            while (arrays.TryGet($"w.{weights.Count}", out var weight)) weights.Add(weight.ToTensor());
            if (weights.Count > 0) layer.SetWeights(weights);
            layer.Initialize(0);

            var eager = new EagerExecutor(new StepMemory(backend));
            var recording = new RecordingExecutor(eager);
            foreach (var value in inputs) recording.Watch(value.Tensor);
            foreach (var weight in layer.Weights) recording.Watch(weight.Value);
            var y = built.Forward(Values.Create([.. inputs]), new(recording)).Tensor;
            Compare.Close(arrays["out"], y, 1e-5f, "out");

            var call = new CallContext(eager);
            recording.Backward(y, arrays["up"].ToTensor(), call);
            var gradients = layer.CallArguments.Zip(inputs, (argument, value) => ($"gin.{argument}", value.Tensor))
                .Concat(layer.Weights.Select((weight, i) => ($"gw.{i}", weight.Value)))
                .Where(pair => arrays.Contains(pair.Item1)).ToList();
            Assert.Equal(weights.Count, gradients.Count(pair => pair.Item1.StartsWith("gw.")));
            var largest = gradients.Select(pair => Compare.Largest(arrays[pair.Item1])).DefaultIfEmpty(0).Max();
            foreach (var (what, of) in gradients)
                Compare.Close(arrays[what], recording.Gradient(of) ?? (recording.RowGradient(of) is { } rows
                    ? call.ScatterRows(rows.Ids, rows.Rows, of) : call.ZerosLike(of)), 1e-4f, what, largest);
        }
    }
}
