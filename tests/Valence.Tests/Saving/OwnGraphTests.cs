using System.Globalization;
using System.Text.Json;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Training;

namespace Valence.Tests.Saving;

/// <summary>Graphs that code makes with masks, operations, states and dictionaries are opened by real Keras, which
/// predicts the same.</summary>
public sealed class OwnGraphTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private static readonly Dictionary<string, Func<Functional>> Graphs = new()
    {
        ["joined masks"] = Joined,
        ["operations beside masks"] = Counted,
        ["one block of attention"] = () => Blocks(1),
        ["two blocks of attention"] = () => Blocks(2),
        ["dictionaries"] = Named,
        ["encoder and decoder"] = Translated,
        ["a model in a model, twice"] = Nested,
    };

    private const string Script = """
        import json, sys
        import numpy as np, keras
        for job in json.load(open(sys.argv[1]))[int(sys.argv[2]):int(sys.argv[2]) + 1]:
            try:
                model = keras.models.load_model(job["path"], compile=False)
                arrays = np.load(job["arrays"])
                xs = [arrays["x.%d" % i] for i in range(job["inputs"])]
                ys = keras.tree.flatten(model.predict(keras.tree.pack_sequence_as(model._inputs_struct, xs), verbose=0))
                worst = max(float(np.abs(y - arrays["y.%d" % i]).max()) for i, y in enumerate(ys))
                print("DIFFERENCE", worst, job["name"])
            except Exception as error:
                print("FAILED", job["name"], str(error).replace("\n", " ")[:300])
        """;

    [Theory]
    [InlineData(".keras")]
    [InlineData(".h5")]
    public void Keras_opens_graphs_of_code_and_predicts_the_same(string form)
    {
        var jobs = Graphs.Select(graph => Job(graph.Key, graph.Value(), form)).ToList();
        var list = Path.Combine(keras.Folder, "graphs.json");
        File.WriteAllText(list, JsonSerializer.Serialize(jobs));
        // One Keras for each: it counts the names that it makes up.
        var lines = jobs.SelectMany((_, i) => keras.Run(Script, list, i.ToString(CultureInfo.InvariantCulture))
            .Split('\n'))
            .ToList();
        Assert.DoesNotContain(lines, line => line.StartsWith("FAILED", StringComparison.Ordinal));
        var differences = lines.Where(line => line.StartsWith("DIFFERENCE", StringComparison.Ordinal))
            .Select(line => float.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Graphs.Count, differences.Count);
        Assert.True(differences.Max() <= 1e-5f, string.Join('\n', lines));
    }

    private Dictionary<string, object> Job(string name, Functional model, string form)
    {
        var stem = Path.Combine(keras.Folder, name.Replace(' ', '_'));
        model.Save(stem + form);
        var inputs = model.Inputs.Select((spec, i) => Input(spec.Shape.With(0, 4), spec.Type, i)).ToArray();
        var outputs = model.PredictAll(new Data(inputs));
        NpyWriter.SaveAll(stem + ".npz", [
            .. inputs.Select((x, i) => KeyValuePair.Create($"x.{i}", x)),
            .. outputs.Select((y, i) => KeyValuePair.Create($"y.{i}", y))]);
        return new()
        {
            ["name"] = name,
            ["path"] = stem + form,
            ["arrays"] = stem + ".npz",
            ["inputs"] = inputs.Length
        };
    }

    private static Tensor Input(Shape shape, ElementType type, int number)
    {
        var numbers = Enumerable.Range(0, shape.Count).Select(i => (i * 7 + number) % 5).ToArray();
        return type == ElementType.Int32 ? Tensor.From(numbers, shape)
            : Tensor.From(Array.ConvertAll(numbers, n => (n - 2) / 3f), shape);
    }

    private static SymbolicTensor Ids(int length) => Models.Keras.Input([length], ElementType.Int32);

    private static SymbolicTensor Words(SymbolicTensor ids) => new Embedding(9, 4, maskZero: true).Call(ids);

    private static Functional Joined()
    {
        var (a, b) = (Ids(4), Ids(4));
        return new([a, b], new Lstm(3).Call(new Concatenate().Call(Words(a), Words(b))));
    }

    private static Functional Counted()
    {
        var ids = Ids(4);
        var counts = ids.NotEqual(0).Cast("float32").Sum(axis: 1, keepDims: true);
        return new(ids, new Dense(2).Call(new Lstm(3).Call(Words(ids)) * 2 + counts));
    }

    // Keras takes the mask of a block's input away when it runs, and pools by the mask that its graph has kept.
    private static Functional Blocks(int count)
    {
        var ids = Ids(4);
        var x = Words(ids);
        for (var i = 0; i < count; i++)
            x = new LayerNormalization().Call(new Add().Call(x, new MultiHeadAttention(2, 2).Call(x, x)));
        return new(ids, [new GlobalAveragePooling1D().Call(x), new Attention().Call(x, x)]);
    }

    private static Functional Named()
    {
        var (a, b) = (Models.Keras.Input([4]), Models.Keras.Input([4]));
        return new(new Dictionary<string, SymbolicTensor> { ["z"] = a, ["b"] = b },
            new Dictionary<string, SymbolicTensor> { ["q"] = new Dense(2).Call(a), ["c"] = 1 - b });
    }

    private static Functional Translated()
    {
        var (source, target) = (Ids(5), Ids(4));
        var encoded = new Lstm(3) { ReturnState = true }.CallAll(Words(source));
        var decoded = new Lstm(3) { ReturnSequences = true }.Call(Words(target), encoded[1], encoded[2]);
        return new([source, target], new TimeDistributed(new Dense(2, "softmax")).Call(decoded));
    }

    private static Functional Nested()
    {
        var x = Models.Keras.Input([4]);
        var inner = new Sequential(new Dense(4), new Dense(4));
        var once = inner.Call(x);
        return new(x, [inner.Call(once), once]);
    }
}
