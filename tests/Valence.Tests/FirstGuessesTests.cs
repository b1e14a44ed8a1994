using Valence.Callbacks;
using Valence.Datasets;
using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests;

/// <summary>What a Keras user types first: that it compiles, and what it does. <c>docs/guesses.md</c> lists them
/// all.</summary>
public sealed class FirstGuessesTests
{
    private readonly float[,] _x = { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } };
    private readonly float[] _y = [0, 1, 0, 1];

    [Fact]
    public void Fit_takes_what_Keras_takes()
    {
        var model = Compiled();
        var watch = new EarlyStopping(monitor: "loss", patience: 3);
        Assert.Single(model.Fit(_x, _y, callbacks: [watch], verbose: 0)["loss"]);
        Assert.Single(model.Fit(_x, _y, validationData: (_x, _y), verbose: 0)["val_loss"]);
        Assert.Equal(2, model.Fit(_x, _y, 3, epochs: 2, verbose: 0).Epochs.Count);
        Assert.Equal(3, model.Fit(_x, _y, epochs: 3, verbose: 0)["loss"].Count);
        Assert.Single(model.Fit(_x, _y, validationSplit: 0.25, validationFreq: 1, shuffle: false, verbose: 0,
            classWeight: new Dictionary<int, double> { [0] = 1, [1] = 2 })["val_loss"]);
        Assert.Single(model.Fit(_x, _y, sampleWeight: new float[] { 1, 2, 1, 2 }, verbose: 0)["loss"]);
        Assert.Equal(2, model.Fit(_x, _y, epochs: 3, validationData: (_x, _y, Tensor.From([1f, 1, 0, 0])),
            validationFreq: [1, 3], verbose: 0)["val_loss"].Count);
    }

    [Fact]
    public void The_third_argument_is_the_batch_size_as_in_Keras()
    {
        var steps = 0;
        Compiled().Fit(_x, _y, 1, verbose: 0, callbacks: [new LambdaCallback { TrainBatchEnd = (_, _) => steps++ }]);
        Assert.Equal(4, steps);
    }

    [Fact]
    public void Evaluate_and_Predict_take_verbose()
    {
        var model = Compiled();
        Assert.True(model.Evaluate(_x, _y, verbose: 0)["loss"] > 0);
        Assert.Equal([4, 1], model.Predict(_x, verbose: 0).Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Evaluate(_x, _y, verbose: 3));
        Assert.Contains("\"auto\", 0, 1 or 2",
            Assert.Throws<ArgumentException>(() => model.Evaluate(_x, _y, verbose: "loud")).Message);
    }

    [Fact]
    public void Numbers_of_verbose_are_Keras()
    {
        Assert.Equal(Verbosity.Silent, 0);
        Assert.Equal(Verbosity.Bar, 1);
        Assert.Equal(Verbosity.Lines, 2);
        Assert.Equal(Verbosity.Auto, "auto");
        Assert.Equal(Verbosity.Auto, default);
    }

    [Fact]
    public void Numbers_are_doubles_and_choices_are_texts()
    {
        Assert.Equal(0.5, new Dropout(0.5).Rate);
        Assert.Equal(0.001f, new Adam(0.001).LearningRate.Value);
        Assert.Equal(0.1f, new Adam { LearningRate = 0.1f }.LearningRate.Value);
        Assert.Equal(0.2f, (float)new Lstm(64, dropout: 0.2f).Dropout);
        Assert.Equal(3, new Conv1D(128, 7, strides: 3).Strides);
        Assert.Equal(Padding.Same, new Conv1D(3, 3) { Padding = "same" }.Padding.Value);
        Assert.Equal(MergeMode.Sum, new Bidirectional(new Lstm(3), "sum").MergeMode.Value);
        Assert.Equal(100, new TextVectorization(maxTokens: 100).Options.MaxTokens);
        _ = new EarlyStopping(patience: 3, monitor: "val_loss", mode: "min");
        Assert.Equal(new float[] { 1, 0 }, new Constant(_x).Values![0, ..2].ToArray());
    }

    [Fact]
    public void Every_layer_takes_a_name()
    {
        Assert.Equal("out", new Dense(3, name: "out").Name);
        Assert.Equal("words", new Embedding(10, 3, name: "words").Name);
        Assert.Equal("joined", new Add(name: "joined").Name);
        Assert.Equal("both", new Sequential([new Dense(3), new Dense(1)], name: "both").Name);
        var x = Keras.Input(4, name: "x");
        Assert.Equal("graph", new Functional(x, new Dense(2).Call(x), name: "graph").Name);
        Assert.Contains("without slashes", Assert.Throws<ArgumentException>(() => new Dense(3, name: "a/b")).Message);
        // Whatever else a layer takes, it takes a name, unless its arguments are a list without end.
        var without = typeof(Dense).Assembly.GetTypes().Where(type => type is { IsPublic: true, IsAbstract: false }
            && type.IsSubclassOf(typeof(Layer)) && !type.IsSubclassOf(typeof(RecurrentCell))
            && type.GetConstructors().All(made => made.GetParameters().All(parameter => parameter.Name != "name")));
        Assert.Equal(["Permute"], without.Select(type => type.Name));
    }

    [Fact]
    public void A_first_layer_says_what_the_model_takes()
    {
        Assert.Equal(4 * 8 + 8, Count(new Dense(units: 8, activation: "relu", inputDim: 4)));
        Assert.Equal(4 * 8 + 8, Count(new Dense(8, inputShape: [4])));
        Assert.Equal(4 * (3 * 2 + 2 * 2 + 2), Count(new Lstm(2, inputShape: [10, 3])));
        Assert.Equal(3 * 3 * 2 + 2, Count(new Conv1D(2, 3, inputShape: [10, 3])));
        var model = new Sequential(new Embedding(10, 3, inputLength: 4), new Flatten(), new Dense(1));
        Assert.Equal([-1, 4], model.Inputs[0].Shape);
        Assert.Contains("Total params: 43", model.Summary());
        Assert.Contains("(None, 6)", new Sequential(new Flatten { InputShape = [2, 3] }).Summary());
        var wrong = new Sequential(new Dense(8), new Dense(2, inputDim: 5));
        Assert.Contains("expected inputs of InputShape [5]",
            Assert.Throws<ShapeException>(() => wrong.Predict(_x)).Message);
        Assert.Throws<ArgumentException>(() => new Dense(8, inputDim: 4, inputShape: [4]));

        static int Count(Layer first) => new Sequential(first).GetWeights().Sum(weight => weight.Count);
    }

    [Fact]
    public void Graphs_are_written_as_in_Keras()
    {
        var i = Keras.Input(4);
        Assert.Equal([-1, 4], i.Shape);
        Assert.Equal([-1, 4], (i + i).Shape);
        Assert.Equal([-1, 10], new Dense(10).Call(i).Shape);
        var m = new Sequential([new Dense(3, inputDim: 4), new Dense(1)]);
        var part = new Functional(m.Input, m.Layers[0].Output);
        Assert.Equal([-1, 1], m.Layers[^1].Output.Shape);
        Assert.Equal([4, 3], part.Predict(_x).Shape);
        Assert.Equal(m.Layers[0].GetWeights()[0].ToArray(), part.GetWeights()[0].ToArray());
        Assert.Contains("no place in a graph", Assert.Throws<InvalidOperationException>(() =>
            new Dense(1).Output).Message);
    }

    [Fact]
    public void A_loss_may_be_a_function()
    {
        var (own, named) = (new Sequential(new Dense(1)), new Sequential(new Dense(1)));
        own.Compile("adam", loss: (t, p) => (t - p).Square().Mean(axis: -1));
        named.Compile("adam", "mse");
        Assert.Equal(named.Fit(_x, _y, epochs: 3, verbose: 0)["loss"], own.Fit(_x, _y, epochs: 3, verbose: 0)["loss"]);
        Assert.Equal(named.Evaluate(_x, _y)["loss"], own.Evaluate(_x, _y)["loss"]);
        own.Compile("adam", loss: (t, p) => null!);
        Assert.Contains("returned null",
            Assert.Throws<InvalidOperationException>(() => own.Fit(_x, _y, verbose: 0)).Message);
    }

    [Fact]
    public void Metrics_are_names_and_objects()
    {
        var m = new Sequential(new Dense(1, "sigmoid"));
        m.Compile(optimizer: "adam", loss: "mse", metrics: ["mae", new Auc()]);
        Assert.Equal(["auc", "loss", "mae"], m.Fit(_x, _y, verbose: 0).Names);
    }

    [Fact]
    public void Data_are_arrays_and_lists_of_any_numbers()
    {
        Same([3, 4], ElementType.Float32, new double[3, 4]);
        Same([2], ElementType.Float32, new List<float> { 1, 2 });
        Same([2], ElementType.Float32, new List<double> { 1, 2 });
        Same([2], ElementType.Int32, new List<int> { 1, 2 });
        Same([2], ElementType.String, new List<string> { "a", "b" });
        Same([3], ElementType.Float32, new bool[3]);
        Same([2, 3, 4], ElementType.Float32, new float[2, 3, 4]);
        Same([2, 3, 4, 5], ElementType.Int32, new int[2, 3, 4, 5]);
        Same([3], ElementType.Int32, new long[3]);
        Same([2, 2], ElementType.Int32, new int[][] { [1, 2], [3, 4] });
        Same([2, 2], ElementType.Int32, new List<int[]> { new[] { 1, 2 }, new[] { 3, 4 } });
        Same([1, 2, 3], ElementType.Float32, new double[][][] { [[1, 2, 3], [4, 5, 6]] });
        Same([4, 4], ElementType.Float32, new Dictionary<string, Data> { ["title"] = _x });
        Data two = [_x, _x];
        Assert.Equal(2, two.Tensors.Count);
        Assert.Equal(4, two.Rows);
        Data truths = new[,] { { true, false } };
        Assert.Equal([1, 0], truths.Tensors[0].Floats);
        Data ragged = new List<int[]> { new[] { 1, 2 }, new[] { 3, 4 } };
        Assert.Equal([1, 2, 3, 4], ragged.Tensors[0].Ints);

        static void Same(Shape shape, ElementType type, Data data)
        {
            Assert.Equal(shape, data.Tensors[0].Shape);
            Assert.Equal(type, data.Tensors[0].Type);
        }
    }

    [Fact]
    public void Data_that_are_no_rectangle_are_refused_with_the_row()
    {
        Assert.Contains("int32 [1] as row 1", Assert.Throws<ArgumentException>(() =>
        {
            Data data = new int[][] { [1, 2], [3] };
        }).Message);
        Assert.Contains("received 4294967296 at position 1", Assert.Throws<OverflowException>(() =>
        {
            Data data = new long[] { 1, 1L << 32 };
        }).Message);
        Assert.Contains("received DateTime[]", Assert.Throws<ArgumentException>(() =>
        {
            Data data = new DateTime[2];
        }).Message);
    }

    [Fact]
    public void Tensors_come_from_arrays_of_any_numbers()
    {
        Assert.Equal([2, 3], Tensor.From(new double[2, 3]).Shape);
        Assert.Equal([1, 2, 3], Tensor.From(new long[1, 2, 3]).Shape);
        Assert.Equal([1, 0], Tensor.From([true, false]).Floats);
        Assert.Equal([0.5f, 2], Tensor.From([0.5, 2.0]).Floats);
        Assert.Equal([2, 1], Tensor.From(new float[][] { [1], [2] }).Shape);
        Assert.Equal(ElementType.Int32, Tensor.From([1L, 2]).Type);
        Assert.Equal(ElementType.Int32, Tensor.From([1, 2]).Type);
        Assert.Equal(ElementType.Float32, Tensor.From([1f, 2]).Type);
    }

    [Fact]
    public void A_tensor_is_printed_and_not_taken_for_a_number()
    {
        using var printed = new StringWriter();
        printed.WriteLine(Tensor.From([1f, 2]));
        printed.WriteLine(Tensor.From([3f]));
        Assert.Equal($"[1. 2.]{printed.NewLine}[3.]{printed.NewLine}", printed.ToString());
    }

    [Fact]
    public void Predictions_are_read_like_arrays()
    {
        var answers = Compiled().Predict(_x);
        float first = answers[0, 0];
        Assert.Equal(answers.Floats[0], first);
        Assert.True(answers[0, 0] > 0.01);
        Assert.Equal(4, answers.ToArray().Length);
        var t = Tensor.From(new[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Assert.Equal([4, 5, 6], t[1].Ints);
        Assert.Equal([4, 5, 6], t[-1].Ints);
        Assert.Equal([3, 6], t[.., ^1].Ints);
        Assert.Equal([2, 3, 5, 6], t[.., 1..].Ints);
        Assert.Equal([2, 2], t[.., 1..].Shape);
        Assert.Equal(5, t[1, 1]);
        Assert.Equal(5, t[^1, -2].Ints[0]);
        Assert.Equal("4.00", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{t[1, 0]:F2}"));
        Assert.Equal(7, Tensor.From([1f, 2, 3, 7], [2, 1, 2])[1, 0, -1]);
        Assert.Equal(2f, (float)Tensor.From([1f, 2])[1]);
        Said<ArgumentException>("a range for the axes that stay", () => _ = new Tensor([2, 1, 2])[1, 0]);
        Said<InvalidOperationException>("string", () => _ = Tensor.From(new[,] { { "a", "b" } })[0, 1]);
        Assert.Contains("from 0 to 1 of axis 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => t[2]).Message);
        Said<InvalidOperationException>("one element", () => _ = (float)Tensor.From([1f, 2]));
    }

    [Fact]
    public void Class_numbers_become_rows_of_one()
    {
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 1, 0], Keras.ToCategorical(new[] { 0, 2, 1 }).Floats);
        Assert.Equal([3, 5], Keras.ToCategorical(new[,] { { 0 }, { 2 }, { 1 } }, numClasses: 5).Shape);
        Assert.Equal([1, 2, 2], Keras.ToCategorical(new[,] { { 0, 1 } }).Shape);
        Assert.Contains("received 2 at position 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => Keras.ToCategorical(new[] { 0, 2 }, 2)).Message);
        Assert.Contains("received 0.5",
            Assert.Throws<ArgumentOutOfRangeException>(() => Keras.ToCategorical(new[] { 0.5, 2 })).Message);
        Said<ArgumentException>("string [1]", () => Keras.ToCategorical(new[] { "a" }));
    }

    [Fact]
    public void Layers_are_called_on_data_to_look_at_them()
    {
        Assert.Equal([4, 3], new Dense(3).Call(_x).Shape);
        var lookup = new TextVectorization(maxTokens: 100);
        lookup.Adapt(["good film", "bad film"]);
        Assert.Equal([1, 2], lookup.Call(new[] { "film film" }).Shape);
        Assert.Equal([6, 8], new Add().Call([new float[,] { { 1, 2 } }, new float[,] { { 5, 6 } }]).Floats);
        var dense = new Dense(1);
        var looked = dense.Call(_x).ToArray();
        Assert.Equal(looked, new Sequential(dense).Predict(_x).ToArray());
        var dropout = new Dropout(0.5);
        Assert.Equal(_x.Cast<float>(), dropout.Call(_x).ToArray());
        Assert.Contains(0f,
            new Dropout(0.9).Call(new float[,] { { 1, 1, 1, 1, 1, 1, 1, 1 } }, training: true).ToArray());
        var model = Compiled();
        Assert.Equal(model.Predict(_x).ToArray(), model.Call(_x).ToArray());
    }

    [Fact]
    public void Word_vectors_go_into_an_embedding_in_one_line()
    {
        var embedding = new Embedding(new float[,] { { 0, 0 }, { 1, 2 }, { 3, 4 } }, maskZero: true);
        Assert.Equal([1, 2, 3, 4], embedding.Call(new[,] { { 1, 2 } }).Floats);
        using var file = new MemoryStream("film 1 2\ngood 3 4\n"u8.ToArray());
        var vectors = Text.WordVectors.Load(file, "vectors");
        var words = new Dictionary<string, int> { ["good"] = 1, ["film"] = 2 };
        var table = new Embedding(vectors.ToEmbeddingMatrix(words)) { Trainable = false };
        Assert.Equal([1, 2, 3, 4], table.Call(new[,] { { 2, 1 } }).Floats);
        Assert.Equal(3, table.InputDim);
    }

    [Fact]
    public void A_file_that_is_there_may_be_kept()
    {
        using var folder = new Golden.RunFolder();
        var path = Path.Combine(folder.Path, "x.keras");
        var m = Compiled();
        m.Fit(_x, _y, verbose: 0);
        m.Save(path, overwrite: true);
        m.Save(path);
        Assert.Contains("is there already", Assert.Throws<IOException>(() => m.Save(path, overwrite: false)).Message);
        using var file = File.OpenRead(path);
        Assert.Equal(m.Predict(_x).ToArray(), Model.Load(file).Predict(_x).ToArray());
    }

    [Fact]
    public void Figures_print_themselves()
    {
        var model = new Sequential(new Dense(1, inputDim: 4));
        model.Compile(new Sgd(0), "mse");
        model.SetWeights([new Tensor([4, 1]), new Tensor([1])]);
        Assert.Equal("loss: 0.5000", model.Evaluate(_x, _y).ToString());
        Assert.Equal("epoch 1: loss: 0.5000\nepoch 2: loss: 0.5000",
            model.Fit(_x, _y, epochs: 2, verbose: 0).ToString());
    }

    [Fact]
    public void Data_files_are_looked_for_and_checked()
    {
        using var folder = new Golden.RunFolder();
        File.WriteAllText(Path.Combine(folder.Path, "one.txt"), "abc");
        var right = new DataFolder("one.txt", "900150983cd24fb0d6963f7d28e17f72");
        Assert.Equal(Path.Combine(folder.Path, "one.txt"), right.Find([null, "nowhere", folder.Path]));
        var sha = new DataFolder("one.txt",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        Assert.Equal(Path.Combine(folder.Path, "one.txt"), sha.Find([folder.Path]));
        Assert.Contains("SHA-256", Assert.Throws<FileNotFoundException>(() => sha.Find(["nowhere"])).Message);
        Assert.Contains("expected the file that Keras publishes",
            Assert.Throws<Formats.FileFormatException>(() =>
            {
                (right with { Hash = new string('0', 32) }).Find([folder.Path]);
            }).Message);
    }

    public static TheoryData<string, Data> Printed => new()
    {
        { "[[0. 0.]\n [0. 0.]]", new float[2, 2] },
        { "[0.1  0.25 3.  ]", new[] { 0.1, 0.25, 3 } },
        { "[1.e-05 1.e+00]", new[] { 1e-5, 1 } },
        { "[1. 2. 3.]", new float[] { 1, 2, 3 } },
        { "[1.e+10 1.e+00]", new[] { 1e10, 1 } },
        { "[[[ 0  1  2  3]\n  [ 4  5  6  7]\n  [ 8  9 10 11]]\n\n [[12 13 14 15]\n  [16 17 18 19]\n  [20 21 22 23]]]",
            Tensor.From([.. Enumerable.Range(0, 24)], [2, 3, 4]) },
        { "[[ nan  1.5]\n [ inf -2. ]]", new[,] { { float.NaN, 1.5f }, { float.PositiveInfinity, -2 } } },
        { "[ 0.  1.  2.  3.  4.  5.  6.  7.  8.  9. 10. 11. 12. 13. 14. 15. 16. 17.\n 18. 19. 20. 21. 22. 23. 24. 25. "
            + "26. 27. 28. 29. 30. 31. 32. 33. 34. 35.\n 36. 37. 38. 39.]",
            Tensor.From([.. Enumerable.Range(0, 40).Select(i => (float)i)]) },
        { "[]", new float[0] },
        { "[[0.7310586  0.26894143]]", new[,] { { 0.7310586f, 0.26894143f } } },
        { "[1.2345678e+05 5.0000000e-01]", new[] { 123456.78, 0.5 } },
        { "[-0.  1.]", new[] { -0.0, 1 } },
        { "['a' 'bcd']", new[] { "a", "bcd" } },
        { "[   0    1    2 ... 1997 1998 1999]", Tensor.From([.. Enumerable.Range(0, 2000)]) },
        { "[[0.001 0.002]]", new[,] { { 1e-3, 2e-3 } } },
        { "[  0.33333334 100.        ]", new[] { 0.33333334, 100 } },
        { "[1.0005e+03 1.0000e-03]", new[] { 1000.5, 0.001 } },
        { "[[0.000e+00 1.000e+00 2.000e+00 ... 3.700e+01 3.800e+01 3.900e+01]\n [4.000e+01 4.100e+01 4.200e+01 ... "
            + "7.700e+01 7.800e+01 7.900e+01]\n [8.000e+01 8.100e+01 8.200e+01 ... 1.170e+02 1.180e+02 1.190e+02]\n "
            + "...\n [1.080e+03 1.081e+03 1.082e+03 ... 1.117e+03 1.118e+03 1.119e+03]\n [1.120e+03 1.121e+03 "
            + "1.122e+03 ... 1.157e+03 1.158e+03 1.159e+03]\n [1.160e+03 1.161e+03 1.162e+03 ... 1.197e+03 1.198e+03 "
            + "1.199e+03]]", Tensor.From([.. Enumerable.Range(0, 1200).Select(i => (float)i)], [30, 40]) },
    };

    [Theory, MemberData(nameof(Printed))]
    public void Tensors_print_as_NumPy_prints_them(string expected, Data data) =>
        Assert.Equal(expected, data.Tensors[0].ToString());

    [Fact]
    public void A_single_number_prints_as_such()
    {
        Assert.Equal("0.3", Tensor.From([0.3f])[0].ToString());
        Assert.Equal("0.731", $"{Tensor.From([0.7310586f])[0]:F3}");
        Assert.Equal("[0.73 0.27]", $"{Tensor.From([0.7310586f, 0.26894143f]):F2}");
    }

    [Fact]
    public void Mistakes_are_told_with_the_way_out()
    {
        var texts = new[] { "good film", "bad film", "good", "bad" };
        Said<ShapeException>("Put a TextVectorization", () => Compiled().Fit(texts, _y));
        var built = Compiled();
        built.Predict(_x);
        Said<ShapeException>("expected inputs of shape", () => built.Predict(texts));
        Said<ArgumentException>("Number the classes from 0", () => Compiled().Fit(_x, texts));
        Said<ShapeException>("one feature a row is [rows, 1]", () => Compiled().Fit(_y, _y));
        Said<ShapeException>("InputLayer([-1, 10]) is Keras.Input([10])",
            () => new Sequential(new InputLayer([10]), new Dense(3)).Predict(new float[2, 10]));
        var (a, b) = (Keras.Input(4, name: "a"), Keras.Input(3, name: "b"));
        var model = new Functional([a, b], [new Dense(1, name: "p").Call(a), new Dense(2, name: "q").Call(b)]);
        Said<ShapeException>("expected shape [?, 4] for input 0 'a', received [2, 3]",
            () => model.PredictAll([new float[2, 3], new float[2, 4]]));
        Said<InvalidOperationException>("has 2 outputs, 'p', 'q'. PredictAll",
            () => model.Predict([new float[2, 4], new float[2, 3]]));
        Said<ArgumentException>("Did you mean 'sigmoid'?", () => new Dense(1, "sigmiod"));
        Said<ArgumentException>("Did you mean 'adam'?", () => Compiled().Compile("adamm", "mse"));
        Said<ArgumentException>("Did you mean 'binary_crossentropy'?",
            () => Compiled().Compile("adam", "binary_crosentropy"));
        Said<ArgumentException>("Did you mean 'accuracy'?",
            () => Compiled().Compile("adam", "mse", metrics: ["accurancy"]));
        Said<ArgumentException>("Did you mean 'f1_score'?", () => Compiled().Compile("adam", "mse", metrics: ["f1"]));
        Said<ArgumentException>("Did you mean 'p'? It has", () => model.GetLayer("pp"));
        Said<ArgumentException>("Did you mean 'p/kernel'?", () => model.GetWeight("p/kernal"));
        Said<KeyNotFoundException>("Did you mean 'accuracy'?", () => _ = built.Fit(_x, _y, verbose: 0)["acuracy"]);
        Said<InvalidOperationException>("Did you mean 'val_loss'?", () => built.Fit(_x, _y, verbose: 0, epochs: 2,
            validationSplit: 0.5, callbacks: [new EarlyStopping("val_los")]));
    }

    [Fact]
    public void A_model_that_is_not_built_has_a_table_as_in_Keras()
    {
        var table = new Sequential(new Embedding(100, 8), new Flatten(), new Dense(1)).Summary();
        Assert.Contains("│ embedding (Embedding)           │ ?                      │   0 (unbuilt) │", table);
        Assert.Contains("Total params: 0 (0.00 B)", table);
    }

    private static void Said<T>(string words, Action act) where T : Exception =>
        Assert.Contains(words, Assert.ThrowsAny<T>(act).Message);

    private static Sequential Compiled()
    {
        var model = new Sequential(new Dense(1, "sigmoid"));
        model.Compile("adam", "binary_crossentropy", metrics: ["accuracy"]);
        return model;
    }
}
