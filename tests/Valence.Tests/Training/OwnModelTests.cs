using Valence.Initializers;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Saving;
using Valence.Training;

namespace Valence.Tests.Training;

public sealed class OwnModelTests
{
    private static readonly Data X = Tensor.From([1, 2, 3, 4, 0, 5, 2, 2, 7, 1, 0, 3], [4, 3]);
    private static readonly Data Y = Tensor.From([0f, 1, 1, 0], [4, 1]);

    [Fact]
    public void A_model_of_ones_own_trains_as_the_same_layers_in_a_row()
    {
        var chain = new Sequential(new Embedding(8, 4), new GlobalAveragePooling1D(),
            new Dense(1, Activations.Sigmoid));
        var own = new MeanOfWords();
        chain.BuildFor([Shape.Unknown, 3]);
        own.BuildFor([Shape.Unknown, 3]);
        own.SetWeights(chain.GetWeights());
        foreach (var model in (Model[])[chain, own]) model.Compile(new Adam(0.1f), new BinaryCrossentropy());
        var (a, b) = (Fit(chain), Fit(own));
        Assert.Equal(a["loss"], b["loss"]);
        Assert.Equal(chain.Predict(X).Floats.ToArray(), own.Predict(X).Floats.ToArray());
        Assert.Equal([Shape.Unknown, 1], own.OutputShape);
        Assert.Equal(["embedding", "global_average_pooling1d", "dense"], own.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void A_training_step_of_ones_own_decides_what_is_minimised()
    {
        var (plain, doubled) = (new MeanOfWords(), new MeanOfWords { LossFactor = 2 });
        plain.BuildFor([Shape.Unknown, 3]);
        doubled.BuildFor([Shape.Unknown, 3]);
        doubled.SetWeights(plain.GetWeights());
        plain.Compile(new Sgd(0.2f), new BinaryCrossentropy());
        doubled.Compile(new Sgd(0.1f), new BinaryCrossentropy());
        Assert.Equal(2 * plain.TrainOnBatch(X, Y)["loss"], doubled.TrainOnBatch(X, Y)["loss"], 1e-6f);
        foreach (var (a, b) in plain.GetWeights().Zip(doubled.GetWeights()))
            for (var i = 0; i < a.Count; i++) Assert.Equal(a.Floats[i], b.Floats[i], 1e-6f);
    }

    [Fact]
    public void The_step_that_a_model_is_compiled_with_comes_before_its_own()
    {
        var model = new MeanOfWords { LossFactor = 2 };
        model.BuildFor([Shape.Unknown, 3]);
        model.Compile(new Sgd(0f), [new BinaryCrossentropy()],
            new CompileOptions { Step = step => step.CompiledLoss(step.Forward(step.X)) });
        Assert.Equal(model.Evaluate(X, Y)["loss"], model.TrainOnBatch(X, Y)["loss"], 1e-6f);
    }

    [Fact]
    public void Outputs_without_names_are_numbered()
    {
        var model = new TwoAnswers();
        model.Compile(new Sgd(0.1f), [new MeanSquaredError(), new MeanSquaredError()]);
        var x = Tensor.From([1f, 2, 3, 4], [2, 2]);
        var history = model.Fit(x, new Data(Tensor.From([1f, 2], [2, 1]), Tensor.From([3f, 4], [2, 1])), epochs: 1,
            verbose: 0);
        Assert.Equal(["loss", "output_1_loss", "output_2_loss"], history.Names);
        Assert.Equal(2, model.PredictAll(x).Count);
    }

    [Theory]
    [InlineData(".weights.h5")]
    [InlineData(".safetensors")]
    [InlineData(".npz")]
    public void Weights_outside_the_layers_are_trained_saved_and_loaded(string ending)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("valence").FullName, "own" + ending);
        var (model, copy) = (new TwoAnswers(), new TwoAnswers { Seed = 9 });
        model.BuildFor([Shape.Unknown, 2]);
        copy.BuildFor([Shape.Unknown, 2]);
        var before = model.GetWeights()[^1].Floats[0];
        model.Compile(new Sgd(0.1f), [new MeanSquaredError(), new MeanSquaredError()]);
        model.TrainOnBatch(Tensor.From([1f, 2], [1, 2]),
            new Data(Tensor.From([5f], [1, 1]), Tensor.From([6f], [1, 1])));
        Assert.NotEqual(before, model.GetWeights()[^1].Floats[0]);
        model.SaveWeights(file);
        copy.LoadWeights(file);
        foreach (var (a, b) in model.GetWeights().Zip(copy.GetWeights()))
            Assert.Equal(a.Floats.ToArray(), b.Floats.ToArray());
        File.Delete(file);
    }

    [Fact]
    public void A_model_of_ones_own_is_summed_up_and_a_layer_of_others()
    {
        var own = new MeanOfWords();
        Assert.Contains("0 (unbuilt)", own.Summary());
        var outer = new Sequential(own, new Dense(2));
        outer.BuildFor([Shape.Unknown, 3]);
        Assert.Equal([2, 2], outer.Predict(Tensor.From([1, 2, 3, 4, 5, 6], [2, 3])).Shape);
        var table = own.Summary();
        Assert.Contains("│ embedding (Embedding)           │ ?                      │            32 │", table,
            StringComparison.Ordinal);
        Assert.Contains("Total params: 37", table, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_would_describe_a_model_of_ones_own_is_refused()
    {
        var own = new MeanOfWords();
        own.BuildFor([Shape.Unknown, 3]);
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".keras");
        var error = Assert.Throws<ConfigException>(() => own.Save(path));
        Assert.Contains(nameof(MeanOfWords), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Model.SaveWeights), error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    private static History Fit(Model model) =>
        model.Fit(X, Y, epochs: 4, batchSize: 2, verbose: 0);

    private sealed class MeanOfWords : Model
    {
        private readonly Embedding _words = new(8, 4);
        private readonly GlobalAveragePooling1D _mean = new();
        private readonly Dense _answer = new(1, Activations.Sigmoid);

        public float LossFactor { get; init; } = 1;

        public override IReadOnlyList<Layer> Layers => [_words, _mean, _answer];

        public override ElementType InputType => ElementType.Int32;

        public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
        {
            var words = weights.Child("words", _words, inputs);
            var mean = weights.Child("mean", _mean, [.. inputs[0], 4]);
            var answer = weights.Child("answer", _answer, [Shape.Unknown, 4]);
            return (x, call) => answer(mean(words(x, call), call), call);
        }

        public override Tensor TrainingLoss(StepContext step) => step.Call.Scale(base.TrainingLoss(step), LossFactor);
    }

    private sealed class TwoAnswers : Model
    {
        private readonly Dense _first = new(1);

        public override IReadOnlyList<Layer> Layers => [_first];

        public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
        {
            var first = weights.Child("first", _first, inputs);
            var factor = weights.Add("factor", [1], Initializer.Ones);
            return (x, call) =>
            {
                var answer = first(x, call).Tensor;
                return [answer, call.Multiply(answer, factor.Value)];
            };
        }
    }
}
