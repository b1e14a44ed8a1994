using Valence.Formats;
using Valence.Generation;
using Valence.Models;
using Valence.Optimizers;
using Valence.Pretrained;
using Valence.Tests.Golden;
using Valence.Training;

namespace Valence.Tests.Pretrained;

/// <summary>Pre-trained encoders compute and learn what PyTorch does.</summary>
public sealed class ReferenceEncoderTests
{
    private const float OfHiddenStates = 2e-5f, OfTraining = 1e-4f;

    // Hidden states of steps that do not count are 0 in these arrays, and anything here.
    private static readonly string[] Cleared = ["modernbert", "deberta"];

    public static TheoryData<string> Encoders =>
    [
        "bert", "bert_gelu_new", "bert_relu_post", "distilbert", "roberta", "xlmr_tags", "electra", "modernbert",
        "deberta",
    ];

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Hidden_states_are_those_of_PyTorch(string name)
    {
        var (folder, arrays) = ReferenceFolder.Open(name);
        var encoder = PretrainedEncoder.Open(folder);
        var model = encoder.Model;
        var x = Inputs(model, arrays);
        for (var i = 0; arrays.TryGet($"hidden.{i}", out var expected); i++)
        {
            var first = model.Layers.Any(layer => layer.Name == "embeddings_project") ? "embeddings_project"
                : "embeddings";
            var part = i == 0 ? model.UpTo(first) : i == encoder.Settings.Layers ? model : model.UpTo($"block_{i - 1}");
            var actual = part.Predict(x);
            if (Cleared.Contains(name)) Clear(actual, arrays["attention_mask"].ToTensor());
            Compare.Close(expected, actual, OfHiddenStates, $"hidden.{i}");
        }
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Logits_are_those_of_PyTorch(string name)
    {
        var (folder, arrays) = ReferenceFolder.Open(name);
        var model = PretrainedEncoder.Open(folder).Classifier!;
        Compare.Close(arrays["logits"], model.Predict(Inputs(model, arrays)), OfHiddenStates, "logits");
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Gradients_are_those_of_PyTorch(string name)
    {
        var (folder, arrays) = ReferenceFolder.Open(name);
        var encoder = PretrainedEncoder.Open(folder);
        var tape = new GradientTape();
        var logits = tape.Call(encoder.Classifier!, Inputs(encoder.Classifier!, arrays), training: true);
        var loss = tape.Loss(encoder.Loss, arrays["labels"].ToTensor(), logits);
        var places = encoder.Places().ToDictionary(place => place.Name);
        var names = arrays.Names.Where(array => array.StartsWith("grad.", StringComparison.Ordinal)).ToList();
        var largest = names.Max(array => Compare.Largest(arrays[array]));
        Assert.NotEmpty(names);
        foreach (var array in names)
            Compare.Close(arrays[array], places[array["grad.".Length..]].Write(
                weight => tape.Gradient(loss, weight.Value)), OfTraining, array, largest);
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Four_steps_of_AdamW_are_those_of_PyTorch(string name)
    {
        var (folder, arrays) = ReferenceFolder.Open(name);
        var encoder = PretrainedEncoder.Open(folder);
        var model = encoder.Classifier!;
        var x = Inputs(model, arrays);
        Data y = arrays["labels"].ToTensor();
        model.Compile(new AdamW(0.001, weightDecay: 0.01, epsilon: 1e-8), encoder.Loss);
        var losses = new List<float>();
        for (var step = 0; step < 4; step++) losses.Add(model.TrainOnBatch(x, y)["loss"]);
        Compare.Close(arrays["losses"], Tensor.From([.. losses]), OfTraining, "losses");
        Compare.Close(arrays["logits.after"], model.Predict(x), OfTraining, "logits.after");
    }

    [Fact]
    public void GPT_2_scores_the_next_token_as_PyTorch_does()
    {
        var (folder, arrays) = ReferenceFolder.Open("gpt2");
        var encoder = PretrainedEncoder.Open(folder);
        var model = encoder.Classifier!;
        var ids = arrays["input_ids"].ToTensor();
        Data x = new[] { ids, Filled(ids, 1) };
        Compare.Close(arrays["logits"], model.Predict(x), OfHiddenStates, "logits");

        // The label of a step is the token after it; of the last, none.
        var labels = Filled(ids, PretrainedEncoder.IgnoredLabel);
        for (var i = 0; i < labels.Count; i++)
            if (i % ids.Shape[1] < ids.Shape[1] - 1) labels.Change<int>()[i] = ids.Ints[i + 1];
        model.Compile(new AdamW(), encoder.Loss);
        Compare.Close(arrays["loss"], Tensor.From([model.TrainOnBatch(x, labels)["loss"]], []), OfTraining, "loss");
    }

    [Theory]
    [InlineData("greedy", 1.0, 1)]
    [InlineData("greedy_penalty", 1.3, 1)]
    [InlineData("beam4", 1.0, 4)]
    public void GPT_2_continues_texts_as_in_PyTorch(string name, double penalty, int beams)
    {
        var (folder, arrays) = ReferenceFolder.Open("gpt2");
        var encoder = PretrainedEncoder.Open(folder);
        var (prompts, expected) = (arrays["input_ids"].ToTensor(), arrays[name].ToTensor());
        var options = new GenerationOptions
        {
            MaxNewTokens = expected.Shape[1] - prompts.Shape[1],
            RepetitionPenalty = penalty,
            Beams = beams,
        };
        for (var row = 0; row < prompts.Shape[0]; row++)
            Assert.Equal(Row(expected, row), encoder.Generate(Row(prompts, row), options));

        static int[] Row(Tensor x, int row) => x.Ints.Slice(row * x.Shape[1], x.Shape[1]).ToArray();
    }

    [Fact]
    public void MiniLM_answers_as_in_PyTorch()
    {
        var folder = ReferenceFolder.Path("minilm");
        var arrays = Npz.Load(ReferenceFolder.Path("golden", "bert", "hidden.npz"));
        var encoder = PretrainedEncoder.Open(folder);
        var x = Inputs(encoder.Model, arrays);
        Compare.Close(arrays["embeddings"], encoder.Model.UpTo("embeddings").Predict(x), OfHiddenStates, "embeddings");
        Compare.Close(arrays["hidden_2"], encoder.Model.UpTo("block_1").Predict(x), OfHiddenStates, "hidden_2");
        Compare.Close(arrays["last_hidden_state"], encoder.Model.Predict(x), OfHiddenStates, "last_hidden_state");
        Compare.Close(arrays["pooler_output"], encoder.Pooled!.Predict(x), OfHiddenStates, "pooler_output");
        Assert.Null(encoder.Classifier);
        Assert.Empty(encoder.LeftOver);
    }

    [Fact]
    public void MiniLM_is_fine_tuned_as_in_PyTorch()
    {
        var folder = ReferenceFolder.Path("minilm");
        var arrays = Npz.Load(ReferenceFolder.Path("golden", "bert", "finetune.npz"));
        var encoder = PretrainedEncoder.Open(folder, dropout: 0).WithSequenceHead(["bad", "good"]);
        var model = encoder.Classifier!;
        var places = encoder.Places().ToDictionary(place => place.Name);
        model.GetLayer("classifier").SetWeights([Turned(arrays["classifier_weight"].ToTensor()),
            arrays["classifier_bias"].ToTensor()]);
        var x = Inputs(model, arrays);
        Data y = arrays["labels"].ToTensor();
        Compare.Close(arrays["logits"], model.Predict(x), OfTraining, "logits");
        var tape = new GradientTape();
        var loss = tape.Loss(encoder.Loss, y, tape.Call(model, x, training: true));
        var names = arrays.Names.Where(array => array.StartsWith("grad.", StringComparison.Ordinal)).ToList();
        foreach (var array in names)
            Compare.Close(arrays[array], places[array["grad.".Length..]].Write(
                weight => tape.Gradient(loss, weight.Value)), OfTraining, array);
        // PyTorch adds 1e-8 to the root of the corrected mean square and Keras to that before, so that the same is
        // √(1 − 0.999ᵗ) times as much here: 3e-10 to 6e-10 in these steps. Gradients are small enough to see it.
        model.Compile(new AdamW(5e-5f, weightDecay: 0.01, epsilon: 5e-10), encoder.Loss);
        var losses = new List<float>();
        for (var step = 0; step < 4; step++) losses.Add(model.TrainOnBatch(x, y)["loss"]);
        Compare.Close(arrays["losses"], Tensor.From([.. losses]), OfTraining, "losses");
    }

    private static Data Inputs(Functional model, Npz arrays) => model.InputNames.Select(name =>
        arrays.TryGet(name, out var array) ? array.ToTensor() : Filled(arrays["input_ids"].ToTensor(), 0)).ToArray();

    private static Tensor Filled(Tensor like, int number) =>
        Tensor.From([.. Enumerable.Repeat(number, like.Count)], like.Shape);

    private static Tensor Turned(Tensor x)
    {
        var (rows, columns) = (x.Shape[0], x.Shape[1]);
        return Tensor.From([.. Enumerable.Range(0, x.Count).Select(i => x.Floats[i % rows * columns + i / rows])],
            [columns, rows]);
    }

    private static void Clear(Tensor hidden, Tensor mask)
    {
        var (values, width) = (hidden.Change<float>().Length, hidden.Shape[^1]);
        for (var i = 0; i < values; i++)
            if (mask.Ints[i / width] == 0) hidden.Change<float>()[i] = 0;
    }
}
