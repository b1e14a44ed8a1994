using Valence.Backends;
using Valence.Layers;
using Valence.Models;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Adaptation;

/// <summary>A network that goes on learning: without a step it answers as before, and with steps it does
/// better.</summary>
public sealed class NetworkAdaptationTests
{
    [Fact]
    public void Texts_that_the_earlier_one_has_learned_are_not_held_out()
    {
        LabelledText[] old = Domain.Films(200, 5), few = Domain.Flights(100);
        var earlier = TextClassifier.Train(old, Quick("fasttext"));
        using var output = new StringWriter();
        var from = TextClassifier.Train([.. old, .. few], Quick("fasttext") with
        {
            From = earlier,
            ValidationSplit = 0.5f,
            Verbose = Verbosity.Lines,
            Output = output,
        });
        Assert.Contains("200 of the texts were learned by the earlier model, which they would judge too kindly: "
            + "learned from, and none of them is held out.", output.ToString());
        Assert.All(from.Tried, tried => Assert.InRange(tried.Rows, 30, 70));
    }

    [Fact]
    public void Texts_to_validate_by_that_the_earlier_one_learned_do_not_judge()
    {
        LabelledText[] old = Domain.Films(200, 5), few = Domain.Flights(100);
        var earlier = TextClassifier.Train(old, Quick("fasttext"));
        using var output = new StringWriter();
        var settings = Quick("fasttext") with
        {
            From = earlier,
            ValidationData = [.. old[..50], .. few[50..]],
            Verbose = Verbosity.Lines,
            Output = output,
        };
        var from = TextClassifier.Train(few[..50], settings);
        Assert.Contains("50 of the texts to validate by were learned by the earlier model, which they would judge too "
            + "kindly: left out.", output.ToString());
        Assert.All(from.Tried, tried => Assert.Equal(50, tried.Rows));
        Assert.StartsWith("Expected texts to validate by that the earlier classifier has not learned from",
            Assert.Throws<DataException>(() => TextClassifier.Train(few, settings with
            {
                ValidationData = old[..50],
            })).Message);
    }

    public static TheoryData<string> Networks =>
        [.. Recipes.All.Select(recipe => recipe.Name).Where(name => name != Recipes.Linear.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Before_a_step_it_answers_texts_of_known_words_as_the_earlier_one(string name)
    {
        var settings = Quick(name);
        var old = TextClassifier.Train(Domain.Films(80), settings);
        string[] films = [.. Domain.Films(30, 7).Select(row => row.Text)];
        foreach (var classes in (int[])[2, 3])
        {
            var texts = Domain.Flights(60, 2, classes);
            var task = new OneClass(LabelSet.From(texts.Select(row => row.Label!)));
            var encoder = old.Encoder.With(texts.Texts(), settings.Recipe!.NumWords, default)!;
            Assert.True(encoder.Ids > old.Encoder.Ids);
            Assert.Equal(old.Encoder.Length, encoder.Length);
            var grown = GrownNetwork.Of(old, settings.Recipe!, encoder, task, texts.Texts(), settings);
            // Flights have words of judgement too, also some that the films' vocabulary does not have.
            string[] both = [.. films.Where(text => old.Encoder.IdsOf(text).Length == encoder.IdsOf(text).Length)];
            Assert.NotEmpty(both);
            var before = old.Outputs(old.Encoder.Encode(both));
            var now = grown.Predict(encoder.Encode(both)).Floats.ToArray();
            for (var i = 0; i < both.Length; i++)
            {
                if (classes == 2)
                {
                    Assert.Equal(before[i], now[i]);
                    continue;
                }
                var odds = Math.Log(before[i] / (1 - (double)before[i]));
                Assert.Equal(odds, Math.Log(now[3 * i + 2] / (double)now[3 * i]), 1e-3 * Math.Max(1, Math.Abs(odds)));
                // Nothing speaks for the new one or against it.
                Assert.Equal(0, Math.Log(now[3 * i] * (double)now[3 * i + 2]) - 2 * Math.Log(now[3 * i + 1]), 1e-3);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_training_with_steps_of_nothing_is_the_earlier_one(string name)
    {
        var settings = Quick(name);
        var old = TextClassifier.Train(Domain.Films(80), settings with { ValidationSplit = 0 });
        var before = Weights(old);
        var from = TextClassifier.Train(Domain.Films(80), settings with
        {
            From = ClassifierArchive.Reopened(old),
            Epochs = 1,
            LearningRate = 1e-30f,
            ValidationSplit = 0,
        });
        Assert.Equal(before, Weights(from));
        Assert.Equal(before, Weights(old));
        Assert.Equal(name, from.Recipe);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Few_texts_of_another_domain_do_better_from_a_network(int classes)
    {
        var settings = Quick("fasttext") with { Epochs = null };
        var old = TextClassifier.Train(Domain.Films(2_000), settings with { Epochs = 8 });
        LabelledText[] few = Domain.Flights(150, 2, classes), others = Domain.Flights(600, 3, classes);
        var from = TextClassifier.Train(few, settings with { From = old, Recipe = null, LearningRate = 0.003f });
        var (before, fresh, now) = (Accuracy(old, others), Accuracy(TextClassifier.Train(few, settings), others),
            Accuracy(from, others));
        Assert.True(now > Math.Max(before, fresh) + 0.03, $"before {before}, fresh {fresh}, from {now}");
        Assert.Equal(["before", "fasttext"], from.Tried.Select(tried => tried.Recipe));
        string[] texts = [.. others.Select(row => row.Text)];
        Assert.Equal(from.Predict(texts).Select(answer => answer.Probability),
            ClassifierArchive.Reopened(from).Predict(texts).Select(answer => answer.Probability));
    }

    [Fact]
    public void Where_the_earlier_network_does_not_help_the_result_is_a_fresh_one()
    {
        var settings = Quick("fasttext") with { Epochs = 2 };
        var opposite = TextClassifier.Train([.. Domain.Films(1_000).Select(row => row with
        {
            Label = row.Label == "positive" ? "negative" : "positive",
        })], settings with { Epochs = 12, Cleaning = TextCleaning.Tweets });
        var texts = Domain.Flights(600);
        using var output = new StringWriter();
        var from = TextClassifier.Train(texts, settings with
        {
            From = opposite,
            Verbose = Verbosity.Lines,
            Output = output,
        });
        var fresh = TextClassifier.Train(texts, settings with { Cleaning = TextCleaning.Tweets });
        Assert.Equal(TextCleaning.Tweets, ((WordEncoder)from.Encoder).Cleaning);
        Assert.Contains("The earlier model does not help", output.ToString());
        Assert.Equal(Weights(fresh), Weights(from));
        Assert.Equal(["before", "fresh", "fasttext"], from.Tried.Select(tried => tried.Recipe));
        Assert.False(from.Training.Texts!.Contains(Domain.Films(1)[0].Text));
        // Without texts of a label it stays.
        LabelledText[] positive = [.. texts.Where(row => row.Label == "positive")];
        Assert.True(TextClassifier.Train(positive, settings with { From = opposite, ValidationSplit = 0.3f })
            .Training.Texts!.Contains(Domain.Films(1)[0].Text));
    }

    [Fact]
    public void Bits_depend_on_the_seed_and_not_on_threads()
    {
        var old = TextClassifier.Train(Domain.Films(80), Quick("cnn"));
        Assert.Equal(From(1, 5), From(3, 5));
        Assert.NotEqual(From(1, 5), From(1, 6));

        float[][] From(int threads, ulong seed)
        {
            using var backend = new CpuBackend(threads);
            return Weights(TextClassifier.Train(Domain.Flights(90, 2, 3), Quick("cnn") with
            {
                From = old,
                Backend = backend,
                Seed = seed,
            }));
        }
    }

    [Fact]
    public void Labels_and_numbers_go_on_in_their_unit()
    {
        LabelledText[] stars = [.. Domain.Films(200).Select((row, i) => row with { Label = $"{1 + i % 5}" })];
        LabelledText[] few = [.. Domain.Films(60).Select((row, i) => row with { Label = $"{10 + i % 3}" })];
        var settings = Quick("fasttext") with { Task = OneNumber.Fit };
        var old = TextClassifier.Train(stars, settings);
        var from = TextClassifier.Train(few, settings with { From = old, LearningRate = 1e-30f, ValidationSplit = 0 });
        foreach (var row in stars.Take(20))
            Assert.Equal(old.Predict(row.Text).Value!.Value, from.Predict(row.Text).Value!.Value, 1e-4);

        LabelledText[] Sets(int count, params string[] labels) => [.. Domain.Films(count).Select((row, i) => row with
        {
            Label = null,
            Labels = [labels[i % labels.Length]],
        })];
        var several = TextClassifier.Train(Sets(100, "b", "d"), Quick("fasttext"));
        var more = TextClassifier.Train(Sets(60, "a", "c", "d"), Quick("fasttext") with
        {
            From = several,
            LearningRate = 1e-30f,
            ValidationSplit = 0,
        });
        Assert.Equal(["a", "b", "c", "d"], more.Labels.Names);
        foreach (var row in stars.Take(20))
        {
            float[] now = [.. more.Predict(row.Text).Probabilities],
                before = [.. several.Predict(row.Text).Probabilities];
            Assert.Equal(before[0], now[1], 1e-6f);
            Assert.Equal(before[1], now[3], 1e-6f);
            Assert.Equal(0.5, now[0], 1e-6f);
        }
    }

    [Fact]
    public void A_slim_vocabulary_grows_too()
    {
        var old = TextClassifier.Train(Domain.Films(80), Quick("fasttext") with { Slim = true });
        var from = TextClassifier.Train(Domain.Flights(60), Quick("fasttext") with { From = old });
        Assert.Contains("flight3", ((WordEncoder)from.Encoder).Tokenizer.WordIndex.Keys);
        var now = ((WordEncoder)from.Encoder).Tokenizer.IndexWord;
        Assert.All(((WordEncoder)old.Encoder).Tokenizer.IndexWord, entry => Assert.Equal(entry.Value, now[entry.Key]));
        Assert.Equal(Accuracy(from, Domain.Films(50)), Accuracy(ClassifierArchive.Reopened(from), Domain.Films(50)));
    }

    [Fact]
    public void What_is_ones_own_is_refused_with_a_sentence()
    {
        var old = TextClassifier.Train(Domain.Films(80), Quick("fasttext"));
        var ids = Keras.Input([old.Encoder.Length!.Value], ElementType.Int32);
        var other = new Functional(ids, new Dense(1, "sigmoid").Call(new GlobalMaxPooling1D().Call(
            new Embedding(old.Encoder.Ids, 50).Call(ids))))
        { Seed = 3 };
        other.BuildFor([-1, old.Encoder.Length!.Value]);
        Refused("is not that of the recipe 'fasttext'", old.WithNetwork(other));
        var analyzed = new Tokenizer(analyzer: text => text.Split('_'));
        analyzed.FitOnTexts(Domain.Films(80).Texts());
        var encoder = new WordEncoder(TextCleaning.None, analyzed, 64);
        Refused("encoder of texts of one's own", new("fasttext", encoder, old.Task,
            Recipes.FastText.Build(new(encoder.Ids, 64), 2, 0), old.Tie, old.Training));

        void Refused(string words, TextClassifier from) => Assert.Contains(words, Assert.Throws<ArgumentException>(() =>
            TextClassifier.Train(Domain.Flights(60), Quick("fasttext") with { From = from })).Message);
    }

    private static TrainingSettings Quick(string name) => new()
    {
        Recipe = Recipes.Find(name),
        Epochs = 1,
        LearningRate = 0.01f,
        Verbose = Verbosity.Silent,
    };

    private static float[][] Weights(TextClassifier classifier) =>
        [.. classifier.Model.GetWeights().Select(weight => weight.Floats.ToArray())];

    private static double Accuracy(TextClassifier classifier, LabelledText[] texts) =>
        classifier.Predict([.. texts.Select(row => row.Text)]).Zip(texts).Count(pair =>
            pair.First.Label == pair.Second.Label) / (double)texts.Length;
}
