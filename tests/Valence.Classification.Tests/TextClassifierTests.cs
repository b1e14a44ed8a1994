using Valence.Callbacks;
using Valence.Formats;
using Valence.Models;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests;

public sealed class TextClassifierTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("valence-classifier-");

    private static IReadOnlyList<LabelledText> Reviews { get; } =
        [.. Enumerable.Range(0, 40).Select(i => new LabelledText($"film number{i} was "
            + $"{(i % 2 == 0 ? "awful boring" : "great lovely")}", i % 2 == 0 ? "bad" : "good", i + 2))];

    private static TrainingSettings Settings
    {
        get;
    } = new() { Recipe = Recipes.FastText, Verbose = Verbosity.Silent, Epochs = 3, LearningRate = 0.05f };

    private string File => Path.Combine(_folder.FullName, "model.valence");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_classifier_from_its_file_answers_with_the_same_bits()
    {
        var classifier = TextClassifier.Train(Reviews, Settings);
        classifier.Save(File);
        var read = TextClassifier.Load(File);
        Assert.Equal(4, classifier.ValidationRows);
        Assert.Equal(classifier.Predict("a great film").Probabilities, read.Predict("a great film").Probabilities);
        Assert.Equal("good", read.Predict("a lovely film").Label);
        Assert.Equal(3, classifier.History!.Epochs.Count);
        Assert.Null(read.History);
    }

    [Fact]
    public void Answers_can_be_cancelled_and_a_text_that_is_null_is_named()
    {
        var classifier = TextClassifier.Train(Reviews, Settings);
        Assert.Throws<OperationCanceledException>(() => classifier.Predict(["a film"], new(canceled: true)));
        Assert.Equal("text", Assert.Throws<ArgumentNullException>(() => classifier.Predict((string)null!)).ParamName);
        Assert.Equal("texts",
            Assert.Throws<ArgumentNullException>(() => classifier.Predict((string[])null!)).ParamName);
        foreach (var ask in (Action<string[]>[])[texts => classifier.Predict(texts),
            texts => classifier.Encoder.Encode(texts)])
            Assert.StartsWith("Expected texts, received null in texts[2].",
                Assert.Throws<ArgumentNullException>(() => ask(["a", "b", null!])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_load_can_be_cancelled()
    {
        TextClassifier.Train(Reviews, Settings).Save(File);
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => TextClassifier.Load(File, cancellationToken: cancelled));
        using var stream = System.IO.File.OpenRead(File);
        Assert.Throws<OperationCanceledException>(() => TextClassifier.Load(stream, cancellationToken: cancelled));
    }

    [Fact]
    public void A_checkpoint_is_the_classifier_that_training_returns()
    {
        var classifier = TextClassifier.Train(Reviews, Settings with { CheckpointPath = File });
        Assert.Equal(classifier.Predict("a great film").Probabilities,
            TextClassifier.Load(File).Predict("a great film").Probabilities);
    }

    [Fact]
    public void A_recipe_of_ones_own_trains_and_its_classifier_opens()
    {
        var own = Recipes.Mlp with { Name = "mine", MaxLength = 12 };
        var classifier = TextClassifier.Train(Reviews, Settings with { Recipe = own });
        classifier.Save(File);
        var opened = TextClassifier.Load(File);
        Assert.Equal("mine", opened.Recipe);
        Assert.Equal(classifier.Predict("a lovely film").Probabilities, opened.Predict("a lovely film").Probabilities);
    }

    [Fact]
    public void What_training_would_only_warn_of_ends_it()
    {
        Assert.StartsWith("Adam: a learning rate of 1000 is far above 1",
            Assert.Throws<TrainingWarningException>(
                () => TextClassifier.Train(Reviews, Settings with { LearningRate = 1000 })).Message);
        Assert.StartsWith("EarlyStopping watches 'val_loss', which this training does not have",
            Assert.Throws<TrainingWarningException>(() => TextClassifier.Train(Reviews,
                Settings with { ValidationSplit = 0, Callbacks = [new EarlyStopping()] })).Message);
    }

    [Fact]
    public void Answers_from_many_threads_are_those_from_one()
    {
        var classifier = TextClassifier.Train(Reviews, Settings);
        var expected = Reviews.Select(row => classifier.Predict(row.Text).Probability).ToArray();
        var actual = new float[expected.Length];
        Parallel.For(0, actual.Length, i => actual[i] = classifier.Predict(Reviews[i].Text).Probability);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    public void Weights_that_are_no_numbers_end_the_training_and_are_not_saved(float validation)
    {
        var poison = new LambdaCallback { TrainBatchEnd = (_, state) => Poison(state.Model) };
        var settings = Settings with
        {
            CheckpointPath = File,
            ValidationSplit = validation,
            Epochs = 1,
            BatchSize = 64,
            Callbacks = [poison]
        };
        Assert.Throws<NonFiniteLossException>(() => TextClassifier.Train(Reviews, settings));
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public void A_loss_that_becomes_nan_leaves_the_best_epoch_before_it()
    {
        var poison = new LambdaCallback { EpochBegin = (epoch, state) => { if (epoch == 1) Poison(state.Model); } };
        Assert.Throws<NonFiniteLossException>(() =>
            TextClassifier.Train(Reviews, Settings with { CheckpointPath = File, Callbacks = [poison] }));
        Assert.True(float.IsFinite(TextClassifier.Load(File).Predict("a great film").Probability));
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_not_written()
    {
        var classifier = TextClassifier.Train(Reviews, Settings);
        classifier.Save(File);
        var before = System.IO.File.ReadAllBytes(File);
        Poison(classifier.Model);
        Assert.Contains("no numbers", Assert.Throws<DataException>(() => classifier.Save(File)).Message);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void Weights_too_large_to_compute_with_give_no_answer()
    {
        var classifier = TextClassifier.Train(Reviews, Settings);
        Fill(classifier.Model, float.MaxValue);
        Assert.Contains("not a number",
            Assert.Throws<DataException>(() => classifier.Predict("a great film was lovely")).Message);
    }

    [Fact]
    public void A_text_without_a_label_cannot_be_learned_or_evaluated()
    {
        var unlabelled = Reviews.Append(new("what", null, 77)).ToArray();
        Assert.Contains("Row 77",
            Assert.Throws<DataException>(() => TextClassifier.Train(unlabelled, Settings)).Message);
        var classifier = TextClassifier.Train(Reviews, Settings);
        Assert.Contains("Row 77",
            Assert.Throws<DataException>(() => EvaluationResult.Of(classifier, unlabelled)).Message);
        Assert.Throws<DataException>(() => EvaluationResult.Of(classifier, []));
    }

    [Fact]
    public void No_texts_have_no_answers() => Assert.Empty(TextClassifier.Train(Reviews, Settings).Predict([]));

    [Fact]
    public void The_threshold_decides_between_two_classes()
    {
        var strict = TextClassifier.Train(Reviews, Settings with { Threshold = 1 });
        var generous = TextClassifier.Train(Reviews, Settings with { Threshold = 0 });
        Assert.Equal("bad", strict.Predict("a great film").Label);
        Assert.Equal("good", generous.Predict("an awful film").Label);
        Assert.Equal(1 - strict.Predict("a great film").Probability, strict.Predict("a great film").Probabilities[1],
            6);
    }

    [Fact]
    public void Two_words_alone_can_be_learned_without_a_validation()
    {
        var classifier = TextClassifier.Train([new("good", "1", 2), new("bad", "0", 3)], Settings);
        Assert.Equal(0, classifier.ValidationRows);
        Assert.DoesNotContain("val_loss", classifier.History!.Names);
    }

    private static void Poison(Model model) => Fill(model, float.NaN);

    private static void Fill(Model model, float value)
    {
        var weights = model.GetWeights().ToArray();
        weights[0] = Tensor.From(Enumerable.Repeat(value, weights[0].Floats.Length).ToArray(), weights[0].Shape);
        model.SetWeights(weights);
    }
}
