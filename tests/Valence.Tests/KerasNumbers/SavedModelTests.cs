using System.Text.Json;
using Valence.Formats;
using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Saving;
using Valence.Tests.Golden;
using Valence.Tests.Saving;
using Valence.Training;

namespace Valence.Tests.KerasNumbers;

/// <summary>Keras' saving_lib_test and legacy_h5_format_test: models come back from their files, and train
/// on.</summary>
public sealed class SavedModelTests : IDisposable
{
    private static readonly Tensor X = Tensor.From([0.1f, 0.9f, 0.4f, 0.2f, 0.7f, 0.3f, 0.8f, 0.6f], [2, 4]);
    private static readonly Tensor Y = Tensor.From([1f, 0], [2, 1]);
    private readonly RunFolder _folder = new();

    private static readonly Dictionary<string, Func<Model>> Models = new()
    {
        ["sequential"] = () => new Sequential(new InputLayer([Shape.Unknown, 4]), new Dense(1), new Dense(1)),
        ["sequential with batch statistics"] = () => new Sequential(new InputLayer([Shape.Unknown, 4]),
            new Dense(4, Activations.Relu), Normalization(), new Dense(1, Activations.Sigmoid)),
        ["graph"] = () =>
        {
            var input = Keras.Input([4]);
            return new Functional(
                input, new Dense(1) { Name = "second_dense" }.Call(new Dense(1) { Name = "first_dense" }.Call(input)));
        },
        ["graph with a path beside"] = () =>
        {
            var input = Keras.Input([4]);
            var beside = new Dense(4, Activations.Relu).Call(input);
            var x = new Dense(4, Activations.Relu).Call(Normalization().Call(beside));
            return new Functional(input, new Dense(1, Activations.Sigmoid).Call(new Add().Call(x, beside)));
        },
        ["models inside"] = () =>
        {
            var (input, inner) = (Keras.Input([4]), Keras.Input([4]));
            var first = new Functional(inner, new Dense(2).Call(inner)) { Name = "func_a" };
            var second = new Sequential(new InputLayer([Shape.Unknown, 4]), new Dense(3)) { Name = "func_b" };
            return new Functional(input, new Dense(1)
                .Call(new Concatenate().Call(first.Call(input), second.Call(input))));
        },
        ["model used twice"] = () =>
        {
            var (input, inner) = (Keras.Input([4]), Keras.Input([4]));
            var shared = new Functional(inner, new Dense(4).Call(inner)) { Name = "func_shared" };
            return new Functional(input, new Dense(1)
                .Call(new Add().Call(shared.Call(input), shared.Call(new Dense(4).Call(input)))));
        },
        ["both directions"] = () => new Sequential(
            new InputLayer([Shape.Unknown, 4]), new Reshape([2, 2]), new Bidirectional(new Lstm(8)), new Dense(1)),
        ["layer used twice"] = () =>
        {
            var (input, twice) = (Keras.Input([4]), new Dense(4));
            return new Functional(input, new Dense(1).Call(twice.Call(new Dense(4).Call(twice.Call(input)))));
        },
    };

    public static TheoryData<string, string> Cases =>
        [.. Models.Keys.SelectMany(name => (TheoryDataRow<string, string>[])[new(name, ".keras"), new(name, ".h5")])];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_model_predicts_the_same_after_a_file(string name, string form)
    {
        var model = Models[name]();
        var expected = model.Predict(X).Floats.ToArray();
        var loaded = Model.Load(Saved(model, form));
        Assert.Equal(expected, loaded.Predict(X).Floats);
        Assert.Equal(model.Layers.Count, loaded.Layers.Count);
        Assert.Null(loaded.Optimizer);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_trained_model_comes_back_with_optimizer_and_metrics(string name, string form)
    {
        var model = Compiled(Models[name]());
        model.Fit(X, Y, verbose: 0);
        model.Optimizer!.LearningRate = 0.25f;
        var description = Description(model);
        var loaded = Model.Load(Saved(model, form));
        Assert.Equal(Values(model), Values(loaded));
        Assert.Equal(description, Description(model));
        Assert.Equal(description, Description(loaded));
        // The file describes the rate that training came to; the model's own optimizer is as it was made.
        Assert.Equal(0.25f, loaded.Optimizer!.Optimizer.LearningRate.Value);
        Assert.Equal(0.001f, model.Optimizer.Optimizer.LearningRate.Value);
        Assert.Equal(model.Optimizer.Variables.Select(variable => variable.Value.ToString()),
            loaded.Optimizer.Variables.Select(variable => variable.Value.ToString()));
        Assert.Equal(model.Evaluate(X, Y), loaded.Evaluate(X, Y));
        // Training goes on bit by bit.
        Assert.Equal(model.TrainOnBatch(X, Y), loaded.TrainOnBatch(X, Y));
        Assert.Equal(Values(model), Values(loaded));
    }

    [Fact]
    public void Earlier_names_of_initializers_are_read()
    {
        var model = Models["both directions"]();
        var file = KerasFile.ToBytes(model);
        var config = ModelFiles.Config(file).ToJsonString();
        var earlier = config.Replace("\"Orthogonal\"", "\"OrthogonalInitializer\"", StringComparison.Ordinal);
        Assert.NotEqual(config, earlier);
        Assert.Equal(model.Predict(X).Floats, KerasFile.Load(ModelFiles.With(file, earlier), "model.keras")
            .Predict(X).Floats);
    }

    [Theory]
    [InlineData(".keras")]
    [InlineData(".h5")]
    public void Steps_repeated_and_distributed_come_back(string form)
    {
        var model = new Sequential(new Dense(2), new RepeatVector(3), new TimeDistributed(new Dense(3)));
        model.Compile(new Rmsprop(), new MeanSquaredError());
        var expected = model.Predict(X).Floats.ToArray();
        Assert.Equal(expected, Model.Load(Saved(model, form)).Predict(X).Floats);
    }

    [Theory]
    [InlineData(".keras")]
    [InlineData(".h5")]
    public void Axes_of_layers_come_back(string form)
    {
        SymbolicTensor a = Keras.Input([1, 4], name: "input1"), b = Keras.Input([1, 4], name: "input2");
        var model = new Functional(
            [a, b], [new Dense(1, Activations.Sigmoid).Call(new Concatenate(axis: 1).Call(a, b))]);
        model.Compile(new Adam(), new BinaryCrossentropy(), [Metric.Accuracy]);
        Assert.Equal([Shape.Unknown, 2, 1], Model.Load(Saved(model, form)).OutputShape);
    }

    [Fact]
    public void A_model_need_not_be_compiled_as_its_file_says()
    {
        var path = Saved(Compiled(Models["graph"]()), ".keras");
        Assert.NotNull(Model.Load(path).Optimizer);
        Assert.Null(KerasFile.Open(path, new() { Training = TrainingConfiguration.Ignored }).Model.Optimizer);
    }

    [Fact]
    public void Metadata_have_version_and_date()
    {
        using var json = JsonDocument.Parse(ZipReader.Open(Saved(Models["graph"](), ".keras")).Read("metadata.json"));
        Assert.Equal(KerasFile.KerasVersion, json.RootElement.GetProperty("keras_version").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d$", json.RootElement.GetProperty("date_saved").GetString());
    }

    [Fact]
    public void A_model_goes_through_memory_before_and_after_training()
    {
        var model = KerasFile.Load(new MemoryStream(KerasFile.ToBytes(Compiled(Models["sequential"]()))),
            "model.keras");
        model.Fit(X, Y, verbose: 0);
        Assert.Equal(model.Predict(X).Floats, KerasFile.Load(new MemoryStream(KerasFile.ToBytes(model)), "model.keras")
            .Predict(X).Floats);
    }

    private static BatchNormalization Normalization() =>
        new() { MovingMeanInitializer = new RandomUniform(), GammaInitializer = new RandomUniform() };

    private static Model Compiled(Model model)
    {
        model.Compile(new Adam(), new MeanSquaredError(),
            [new Hinge(), new MeanLoss(new MeanSquaredError()) { Name = "mse" }]);
        return model;
    }

    private static string Description(Model model) =>
        KerasTables.Default.Optimizers.Write(model.Optimizer!.Described, KerasTables.Default).ToJsonString();

    private static IEnumerable<float[]> Values(Model model) =>
        model.GetWeights().Select(tensor => tensor.Floats.ToArray());

    private string Saved(Model model, string form)
    {
        var path = Path.Combine(_folder.Path, "my_model" + form);
        model.Save(path);
        return path;
    }
}
