using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Whatever builds is saved in every form and opened again; whatever opens can be saved.</summary>
public sealed class WrittenAndReadTests : IDisposable
{
    private const int Time = 3;
    private const int MostNested = 24;

    private static readonly string[] OddNames = ["é", "e\u0301", "слой", "層", "😀", "a b", " x", "x.", "CON", "nul.txt",
        "a:b", "layers", "vars", "__metadata__", "..a", "kernel:0", "dense_1", "A", "a", "*?\"<>|", "%2f", "{0}",
        "\u00a0", new('n', 500), new('層', 333), "optimizer", "ﬁ", "I", "ı"];

    private readonly string _folder = Directory.CreateTempSubdirectory("valence-written-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Models_from_seeds_are_saved_in_every_form_and_opened_again(int seed)
    {
        for (var i = 0; i < 20; i++)
        {
            var model = Grown(new(1000 * seed + i));
            var x = Input(new(i));
            model.Compile(new Adam(), new MeanSquaredError());
            model.TrainOnBatch(x, model.Predict(x));
            Again(model, x, $"seed {seed}, model {i}");
        }
    }

    [Fact]
    public void Every_odd_name_is_saved_in_every_form_and_opened_again()
    {
        foreach (var name in OddNames)
        {
            var model = new Sequential(new InputLayer([-1, Time, 4]),
                new Sequential(new Dense(4) { Name = name }) { Name = name }, new Dense(4) { Name = "last" })
            { Name = name };
            Again(model, Input(new(1)), FilePlace.Shown(name));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("../x")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u202eb")]
    [InlineData("a\u2028b")]
    [InlineData("n501")]
    [InlineData("層334")]
    [InlineData("half")]
    public void A_name_that_no_file_would_hold_is_refused_when_the_layer_is_made(string name)
    {
        if (name is "n501" or "層334") name = new(name[0], int.Parse(name[1..], null));
        if (name == "half") name = "\ud800";
        Assert.Throws<ArgumentException>(() => new Dense(2) { Name = name });
        Assert.Throws<ArgumentException>(() => new Sequential { Name = name });
    }

    [Fact]
    public void Models_inside_each_other_are_saved_as_deep_as_they_build_and_refused_beyond()
    {
        var x = Input(new(1));
        Again(Nested(MostNested, functional: false), x, "deep");
        Again(Nested(MostNested, functional: true), x, "deep");
        foreach (var depth in new[] { MostNested + 1, 10_000 })
        {
            var model = Nested(depth, functional: false);
            Assert.Contains($"at most {MostNested} layers inside each other",
                Assert.Throws<InvalidOperationException>(() => model.BuildFor([-1, Time, 4])).Message);
            Assert.Throws<InvalidOperationException>(() => model.ToJson());
        }
        Assert.Throws<InvalidOperationException>(() =>
            Nested(MostNested + 1, functional: true).BuildFor([-1, Time, 4]));
    }

    [Fact]
    public void More_layers_than_files_may_have_are_refused_when_the_model_is_built()
    {
        var model = new Sequential([.. Enumerable.Range(0, 20_000).Select(_ => new Dropout(0.5f))]);
        Assert.Contains("20000 layers",
            Assert.Throws<InvalidOperationException>(() => model.BuildFor([-1, 4])).Message);
    }

    [Fact]
    public void Two_layers_that_other_models_gave_one_name_are_refused_when_the_model_is_built()
    {
        var (a, b) = (new Dense(4), new Dense(4));
        var model = new Sequential(a, b);
        new Sequential(a).BuildFor([-1, 4]);
        new Sequential(b).BuildFor([-1, 4]);
        Assert.Throws<ArgumentException>(() => model.BuildFor([-1, 4]));
    }

    [Fact]
    public void Whatever_opens_can_be_saved_and_opens_again()
    {
        var opened = 0;
        foreach (var file in new[] { KerasFile.ToBytes(ModelFiles.Text()), KerasFile.ToBytes(ModelFiles.Graph()) })
        {
            var count = Leaves(ModelFiles.Config(file)).Count;
            for (var leaf = 0; leaf < count; leaf++)
                foreach (var odd in new[] { "1e308", "-1e308", "1e-320", "0", "-1", "null", "true", "\"\"",
                    "\"a\\u0000b\"", "\"\\u202e\"", "\"é\"", "[]", "{}" })
                {
                    var config = ModelFiles.Config(file);
                    Leaves(config)[leaf].ReplaceWith(JsonNode.Parse(odd));
                    Model model;
                    try
                    {
                        model = KerasFile.Load(ModelFiles.With(file, config.ToJsonString()), "odd");
                    }
                    catch (Exception error) when (error is FileFormatException or ConfigException or ShapeException)
                    {
                        continue;
                    }
                    opened++;
                    foreach (var form in new[] { ".keras", ".h5" })
                    {
                        var path = Path.Combine(_folder, $"odd{form}");
                        var told = Record.Exception(() =>
                        {
                            model.Save(path);
                            Model.Load(path);
                        });
                        var place = Leaves(ModelFiles.Config(file))[leaf].GetPath();
                        Assert.True(told is null, $"{place} = {odd}, {form}: {told}");
                    }
                }
        }
        Assert.InRange(opened, 300, 20_000);
    }

    // Every form, each opened or read into a model of the same description: the same bits.
    private void Again(Model model, Tensor x, string what)
    {
        var expected = model.Predict(x).Floats.ToArray();
        foreach (var form in new[] { ".keras", ".h5", ".weights.h5", ".safetensors", ".npz" })
        {
            var path = Path.Combine(_folder, $"m{form}");
            Model? again = null;
            var told = Record.Exception(() =>
            {
                if (form is ".keras" or ".h5")
                {
                    model.Save(path);
                    again = Model.Load(path);
                }
                else
                {
                    model.SaveWeights(path);
                    again = KerasFile.FromJson(model.ToJson()).Model;
                    again.LoadWeights(path);
                }
            });
            Assert.True(told is null, $"{what}, {form}: {told}");
            Assert.True(expected.AsSpan().SequenceEqual(again!.Predict(x).Floats), $"{what}, {form}: other answers");
        }
    }

    private static Tensor Input(Random random) =>
        Tensor.From([.. Enumerable.Range(0, 2 * Time * 4).Select(_ => random.NextSingle() - 0.5f)], [2, Time, 4]);

    private static Model Nested(int depth, bool functional)
    {
        Layer inner = new Dense(4);
        // The innermost layer is one, too.
        for (var i = 1; i < depth; i++) inner = functional || i == depth - 1 && depth <= MostNested ? Graph(inner)
            : new Sequential(inner);
        return (Model)inner;
    }

    private static Functional Graph(params Layer[] layers)
    {
        var x = Keras.Input([Time, 4]);
        var y = layers.Aggregate(x, (before, layer) => layer.Call(before));
        return new(x, new Add().Call(x, y));
    }

    // Steps of four features in and out, so that anything follows anything.
    private static Model Grown(Random random) =>
        Graph([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Part(random, random.Next(8)))]);

    private static Layer Part(Random random, int depth)
    {
        var name = random.Next(3) == 0 ? null : $"{OddNames[random.Next(OddNames.Length - 6)]}{random.Next(1 << 30)}";
        if (name?.Length > 333) name = name[..150] + random.Next(1 << 30);
        Layer part = (depth > 0 ? random.Next(4) : 4 + random.Next(8)) switch
        {
            0 => new Sequential(Part(random, depth - 1)),
            1 => new Sequential([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Part(random, depth - 1))]),
            2 => Graph(Part(random, depth - 1), Part(random, 0)),
            3 => new TimeDistributed(new Dense(4)),
            4 => new Dense(4),
            5 => new Lstm(4, returnSequences: true),
            6 => new Bidirectional(new Gru(2, returnSequences: true)),
            7 => new BatchNormalization(),
            8 => new Conv1D(4, 2, padding: Padding.Same),
            9 => new LayerNormalization(),
            10 => new PRelu(),
            _ => new Rnn(new StackedRnnCells(new LstmCell(3), new GruCell(4)), returnSequences: true),
        };
        if (name is not null) part.AssignName(name);
        return part;
    }

    private static List<JsonNode> Leaves(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } json => [.. json.SelectMany(entry => Leaves(entry.Value))],
        JsonArray { Count: > 0 } list => [.. list.SelectMany(Leaves)],
        null => [],
        _ => [node],
    };
}
