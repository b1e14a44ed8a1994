using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Small models and the bytes of their files, with descriptions that tests change.</summary>
internal static class ModelFiles
{
    /// <summary>Embedding, LSTM and Dense, compiled.</summary>
    public static Sequential Text()
    {
        var model = new Sequential(new InputLayer([-1, 6], ElementType.Int32), new Embedding(20, 4, maskZero: true),
            new Lstm(3), new Dense(1, global::Valence.Activations.Sigmoid));
        model.Compile(new Adam(), new BinaryCrossentropy(), metrics: [global::Valence.Metrics.Metric.Accuracy]);
        model.BuildFor([-1, 6]);
        return model;
    }

    /// <summary>A graph of two branches.</summary>
    public static Functional Graph()
    {
        var x = Keras.Input([6], ElementType.Int32, "ids");
        var e = new Embedding(20, 4) { Name = "words" }.Call(x);
        var a = new GlobalMaxPooling1D { Name = "most" }.Call(e);
        var b = new GlobalAveragePooling1D { Name = "mean" }.Call(e);
        var y = new Dense(2) { Name = "out" }.Call(new Concatenate { Name = "both" }.Call(a, b));
        var model = new Functional(x, y);
        model.BuildFor([-1, 6]);
        return model;
    }

    /// <summary>The description in a <c>.keras</c> file.</summary>
    public static JsonNode Config(byte[] file) =>
        JsonNode.Parse(ZipReader.Open(file, "model.keras").Read("config.json").Span)!;

    /// <summary>The file with another description.</summary>
    public static byte[] With(byte[] file, string config) => With(file, "config.json", Encoding.UTF8.GetBytes(config));

    /// <summary>The file with one member replaced.</summary>
    public static byte[] With(byte[] file, string replaced, byte[] content)
    {
        var archive = ZipReader.Open(file, "model.keras");
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, writer =>
        {
            foreach (var member in archive.Members)
                writer.Add(member.Name, member.Name == replaced ? content : archive.Read(member.Name).Span);
        });
        return stream.ToArray();
    }

    /// <summary>What the loader says about the model with a changed description.</summary>
    public static Exception? Refusal(Model model, Action<JsonNode> change)
    {
        var file = KerasFile.ToBytes(model);
        var config = Config(file);
        change(config);
        return Record.Exception(() => KerasFile.Load(With(file, config.ToJsonString()), "model.keras"));
    }

    /// <summary>The fields of layer <paramref name="index"/>.</summary>
    public static JsonObject Layer(JsonNode config, int index) =>
        config["config"]!["layers"]![index]!["config"]!.AsObject();
}
