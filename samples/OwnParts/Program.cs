// A layer, a loss, a metric, a callback, a training step and a model of one's own.
using Valence.Operations;
using Valence.Saving;

var (texts, labels) = SampleData.Read([]);
var tokenizer = new Tokenizer(numWords: 5_000);
tokenizer.FitOnTexts(texts);
Data x = Sequences.Pad(tokenizer.TextsToSequences(texts), maxLength: 60);
float[] y = [.. labels.Select(label => label == "positive" ? 1f : 0f)];

var model = new Sequential(
    new Embedding(5_000, 32),
    new WeightedMean(),
    new Dense(1, Activations.Sigmoid))
{ Seed = 5 };

// Adversarial training of the embedding would go here as well: the step returns what is to be minimised, and Valence
// takes its gradient.
model.Compile(new Adam(0.01f), [new MarginLoss()], new CompileOptions
{
    Metrics = [[new ShareOfPositives()]],
    Step = step =>
    {
        var loss = step.CompiledLoss(step.Forward(step.X));
        return step.Call.Scale(loss, 0.5f);
    },
});
model.Fit(x, y, epochs: 4, validationSplit: 0.2,
    callbacks: [new Announce()], verbose: 0);

var twice = new TwoViews { Seed = 5 };
twice.Compile(new Adam(0.01f), new BinaryCrossentropy(), metrics: [Metric.Accuracy]);
var history = twice.Fit(x, y, epochs: 4, validationSplit: 0.2, verbose: 0);
Console.WriteLine($"two views: validation accuracy {history["val_accuracy"][^1]:F3}");

// Files know a layer by its row: the fields are said once, for reading and for writing.
var tables = KerasTables.Default with
{
    Layers = LayerTable.Keras.With("WeightedMean", new WeightedMean(), f => new()
    {
        Sharpness = f.Of(d => d.Sharpness),
    }),
};
Console.WriteLine($"in files: {tables.Layers.Write(new WeightedMean { Sharpness = 2 }, tables)["config"]}");

/// <summary>A review seen by its mean and by its strongest words: layers that meet in a forward pass written by hand,
/// as in a subclass of Keras' Model.</summary>
sealed class TwoViews : Model
{
    private readonly Embedding _words = new(5_000, 16);
    private readonly GlobalAveragePooling1D _mean = new();
    private readonly GlobalMaxPooling1D _strongest = new();
    private readonly Dense _answer = new(1, Activations.Sigmoid);

    public override IReadOnlyList<Layer> Layers => [_words, _mean, _strongest, _answer];

    public override ElementType InputType => _words.InputType;

    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        var words = weights.Child("words", _words, inputs);
        Shape sequence = [.. inputs[0], _words.OutputDim];
        var mean = weights.Child("mean", _mean, sequence);
        var strongest = weights.Child("strongest", _strongest, sequence);
        var answer = weights.Child("answer", _answer, [Shape.Unknown, 2 * _words.OutputDim]);
        return (x, call) =>
        {
            var seen = words(x, call);
            return answer(call.Concat(1, mean(seen, call).Tensor, strongest(seen, call).Tensor), call);
        };
    }

    // Keras' train_step: here the confidence of the answers costs a little.
    public override Tensor TrainingLoss(StepContext step)
    {
        var outputs = step.Forward(step.X);
        var confidence = step.Call.Mean(step.Call.Square(step.Call.Shift(outputs.Tensor, -0.5f)), keepDims: false, 0,
            1);
        return step.Call.Add(step.CompiledLoss(outputs), step.Call.Scale(confidence, 0.01f));
    }
}

/// <summary>The mean over time with learned weights of the steps: <c>Σ softmax(s x · v) x</c>.</summary>
sealed class WeightedMean : Layer
{
    /// <summary>How much more the steps of great weight count.</summary>
    public double Sharpness { get; init; } = 1;

    public override Forward Build(Shape input, WeightFactory weights)
    {
        var v = weights.Add("v", [input[^1], 1], Valence.Initializers.Initializer.GlorotUniform);
        return (x, call) =>
        {
            var scores = call.Scale(call.MatMul(x, v.Value), (float)Sharpness);
            var rows = call.Softmax(call.Reshape(scores, [x.Shape[0], 1, x.Shape[1]]));
            return call.Reshape(call.MatMul(rows, x), [x.Shape[0], x.Shape[2]]);
        };
    }
}

/// <summary>The square of what a prediction lacks to its target beyond a tenth.</summary>
sealed class MarginLoss : Loss
{
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var lack = call.Relu(call.Shift(call.Abs(call.Subtract(yTrue, yPred)), -0.1f));
        return call.Mean(call.Square(lack), keepDims: false, -1);
    }
}

/// <summary>The share of samples that are called positive.</summary>
sealed class ShareOfPositives : MeanMetric
{
    protected override Shape ValueShape(Shape yTrue, Shape yPred) => yPred;

    protected override void Measure(Tensor yTrue, Tensor yPred, Span<double> values, int? ignoredByLoss)
    {
        var predictions = yPred.Floats;
        for (var i = 0; i < values.Length; i++) values[i] = predictions[i] > 0.5f ? 1 : 0;
    }
}

/// <summary>Says what each epoch came to.</summary>
sealed class Announce : Callback
{
    public override void OnEpochEnd(int epoch, TrainingState state) =>
        Console.WriteLine($"epoch {epoch + 1}: "
            + $"{string.Join(", ", state.Logs.Select(figure => $"{figure.Key} {figure.Value:F3}"))}");
}
