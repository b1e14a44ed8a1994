using Valence.Formats;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests;

/// <summary>Classifiers with weights of 16 bits and no counts.</summary>
public sealed class SlimTests
{
    private static readonly LabelledText[] Texts = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0
        ? new LabelledText($"A Good and lovely film, number {i} of {i / 7}", "good", i)
        : new LabelledText($"a poor, dull film of {i} hours and {i * 31 % 17}", "bad", i))];

    public static TheoryData<string> Names => [.. Recipes.All.Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_recipe_answers_from_its_file_as_before_it(string recipe)
    {
        var classifier = Trained(Recipes.Find(recipe));
        var slim = classifier.Slim();
        var whole = ClassifierArchive.Bytes(classifier);
        var small = ClassifierArchive.Bytes(slim);
        Assert.True(small.Length < whole.Length, $"{small.Length} bytes, {whole.Length} before");
        var opened = Open(small);
        string[] texts = [.. Texts.Select(row => row.Text), "something else, good", ""];
        var answers = classifier.Predict(texts);
        foreach (var (at, (one, again)) in slim.Predict(texts).Zip(opened.Predict(texts)).Index())
        {
            Assert.Equal(one.Probabilities, again.Probabilities);
            Assert.Equal((one.Label, one.UnseenWords), (again.Label, again.UnseenWords));
            Assert.Equal(answers[at].UnseenWords, one.UnseenWords);
            Assert.Equal(answers[at].Probability, one.Probability, 0.05);
        }
        // Written again, it stays as small, but for an optimizer that has not begun.
        Assert.InRange(ClassifierArchive.Bytes(opened).Length, small.Length, small.Length + 4_000);
        Assert.Equal(small.Length, ClassifierArchive.Bytes(opened.Slim()).Length);
    }

    [Fact]
    public void A_slim_vocabulary_has_the_same_ids_and_no_counts()
    {
        foreach (var (words, oov, characters) in ((int?, string?, bool)[])[(null, null, false), (5, null, false),
            (6, "<?>", false), (null, null, true)])
        {
            var tokenizer = new Tokenizer(words, oovToken: oov, charLevel: characters);
            tokenizer.FitOnTexts(Texts.Select(row => row.Text));
            var encoder = new WordEncoder(TextCleaning.None, tokenizer, 20);
            var slim = encoder.Slim();
            Assert.Equal(encoder.Ids, slim.Ids);
            foreach (var (text, _, _) in Texts)
            {
                Assert.Equal(encoder.IdsOf(text), slim.IdsOf(text));
                Assert.Equal(encoder.UnseenWords(text), slim.UnseenWords(text));
            }
            Assert.Same(slim, slim.Slim());
            Assert.Empty(slim.Tokenizer.WordCounts);
            Assert.Contains("no counts", Assert.Throws<InvalidOperationException>(slim.Tokenizer.ToJson).Message);
            Assert.Throws<InvalidOperationException>(() => slim.Tokenizer.FitOnTexts(["more"]));
        }
    }

    [Fact]
    public void A_training_says_what_it_costs()
    {
        var output = new StringWriter();
        var classifier = Trained(Recipes.Find("fasttext"), output, slim: true);
        Assert.Matches("Slim: \\d of 100 held-out texts have another answer than before, probabilities moved by up to ",
            output.ToString());
        Assert.Contains("--slim", classifier.MadeBy);
        Assert.NotNull(classifier.Training.Risks);
        Assert.All(classifier.Model.GetWeights(), weight => Assert.True(BrainFloat.AreAll(weight)));
        Assert.Throws<ArgumentException>(() =>
            TextClassifier.Train(Texts, new() { Slim = true, KeepOptimizer = true }));
    }

    [Fact]
    public void Weights_beyond_16_bits_are_refused()
    {
        var classifier = Trained(Recipes.Linear);
        classifier.Model.SetWeights([.. classifier.Model.GetWeights().Select(weight =>
        {
            var large = weight.Copy();
            large.Change<float>().Fill(float.MaxValue);
            return large;
        })]);
        Assert.Throws<DataException>(classifier.Slim);
    }

    private static TextClassifier Trained(Recipe recipe, TextWriter? output = null, bool slim = false) =>
        TextClassifier.Train(Texts, new()
        {
            Recipe = recipe,
            Epochs = recipe == Recipes.Linear ? null : 2,
            ValidationSplit = 0.5f,
            Output = output,
            Slim = slim,
            Verbose = output is null ? Verbosity.Silent : Verbosity.Lines,
        });

    private static TextClassifier Open(byte[] file) => TextClassifier.Load(new MemoryStream(file));
}
