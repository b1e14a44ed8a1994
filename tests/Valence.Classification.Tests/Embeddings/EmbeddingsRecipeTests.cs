using Valence.Tests.Pretrained;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Embeddings;

/// <summary>Classifiers on the vectors of an encoder that stays as it is.</summary>
public sealed class EmbeddingsRecipeTests
{
    private static readonly string[] Words = ["lovely", "days", "awful", "nights", "rows", "part"];

    private static LabelledText[] Texts(int classes, int count = 90) => [.. Enumerable.Range(0, count).Select(i =>
        new LabelledText($"{Words[i % classes]} {Words[(i * 7 + i / 5) % 6]} {Words[(i * 5 + i / 3) % 6]}",
            $"class_{Words[i % classes]}", i + 1))];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_classifier_learns_answers_alike_everywhere_and_opens_without_the_folder(int classes)
    {
        TextClassifier classifier, opened, again;
        float[] frozen;
        string[] texts = [.. Texts(classes, 30).Select(row => row.Text),
            string.Join(' ', Enumerable.Repeat("awful nights and lovely days", 8))];
        using (var folder = EmbeddingFolder.Create("bert"))
        {
            classifier = TextClassifier.Train(Texts(classes), Settings(folder));
            again = TextClassifier.Train(Texts(classes), Settings(folder) with
            {
                Backend = new Backends.CpuBackend(threads: 1),
            });
            frozen = TextEmbedder.Open(folder.Path).Embed([texts[0]], meansOfUnits: true, null, default).Floats
                .ToArray();
        }
        using (var stream = new MemoryStream())
        {
            classifier.Save(stream);
            opened = TextClassifier.Load(new MemoryStream(stream.ToArray()));
        }
        Assert.Equal(("embeddings", 9), (opened.Recipe, classifier.ValidationRows));
        var crowd = classifier.Predict(texts);
        for (var i = 0; i < texts.Length; i++)
            foreach (var other in (TextClassifier[])[classifier, again, opened])
                Assert.Equal(crowd[i].Probabilities, other.Predict(texts[i]).Probabilities);
        Assert.True(crowd[^1].Windows > 1);
        // The encoder knows nothing, and words of other classes are in most texts.
        Assert.InRange(EvaluationResult.Of(classifier, Texts(classes)).Report.Accuracy, 0.75, 1);
        var explained = opened.Explain(texts[0]);
        Assert.Equal(explained.Score, explained.Base + explained.Words.Sum(word => word.Contribution), 1e-5);
        Assert.False(opened.Predict("").IsReadable);
        // Scores are an affine map of the embedder's vector.
        var last = classifier.Model.Layers[^1].GetWeights();
        var scores = last[1].Floats.ToArray();
        for (var i = 0; i < last[0].Count; i++)
            scores[i % scores.Length] += frozen[i / scores.Length] * last[0].Floats[i];
        var odds = crowd[0].Probabilities;
        Assert.Equal(Math.Log(odds[1] / odds[0]), classes == 2 ? scores[0] : scores[1] - scores[0], 1e-3);
    }

    [Fact]
    public void Long_texts_are_learned_from_as_they_are_answered()
    {
        using var folder = EmbeddingFolder.Create("bert");
        var embedder = TextEmbedder.Open(folder.Path);
        var text = string.Join(' ', Enumerable.Repeat("awful nights and lovely days", 12));
        var vector = embedder.Embed([text], meansOfUnits: true, null, default).Floats;
        var ids = embedder.Encoder.IdsOf(text);
        var windows = TextWindows.Of(embedder.Encoder, ids.Length);
        var kernel = Enumerable.Range(0, 8).Select(i => i - 3.5f).ToArray();
        var model = embedder.Classifier(kernel, [0.25f], null, 0, null);
        var mean = Enumerable.Range(0, windows.Count).Average(i =>
            model.Predict(embedder.Encoder.Padded([ids[windows[i]]])).Floats[0]);
        var score = 0.25;
        for (var k = 0; k < 8; k++) score += kernel[k] * vector[k];
        Assert.True(windows.Count > 2);
        Assert.Equal(score, mean, 1e-4);
    }

    [Fact]
    public void Descriptions_are_where_weights_begin_and_few_texts_stay_near()
    {
        using var folder = EmbeddingFolder.Create("bert");
        var meanings = new Dictionary<string, string> { ["good"] = "lovely days", ["bad"] = "awful nights" };
        var classifier = TextClassifier.ZeroShot(folder.Path, meanings);
        Assert.Equal(["good", "bad"], classifier.Predict([meanings["good"], meanings["bad"]])
            .Select(answer => answer.Label!));
        var embedder = TextEmbedder.Open(folder.Path);
        double Cosine(string text, string name) => embedder.Embed(text).Zip(embedder.Embed(meanings[name]),
            (x, y) => (double)x * y).Sum();
        const string asked = "rows of days";
        var names = classifier.Labels.Names;
        Assert.Equal(1 / (1 + Math.Exp(20 * (Cosine(asked, names[0]) - Cosine(asked, names[1])))),
            classifier.Predict(asked).Probabilities[1], 1e-5);
        using (var stream = new MemoryStream())
        {
            classifier.Save(stream);
            Assert.Equal(classifier.Predict(asked).Probabilities, TextClassifier.Load(new MemoryStream(
                stream.ToArray())).Predict(asked).Probabilities);
        }
        // Two texts of one class each tell little.
        LabelledText[] two = [new("lovely part", "good", 1), new("awful rows", "bad", 2)];
        var few = TextClassifier.Train(two, Settings(folder, meanings));
        Assert.Equal(["good", "bad"], few.Predict([meanings["good"], meanings["bad"]]).Select(answer => answer.Label!));
    }

    [Fact]
    public void Sets_and_numbers_are_learned_too()
    {
        using var folder = EmbeddingFolder.Create("bert");
        var sets = Texts(3).Select((row, i) => row with { Label = null, Labels = i % 4 == 0 ? [] : [row.Label!] });
        var labels = TextClassifier.Train([.. sets], Settings(folder));
        Assert.IsType<SeveralLabels>(labels.Task);
        Assert.Equal("class_lovely", labels.Labels.Names[2]);
        Assert.True(labels.Predict("lovely lovely lovely").Probabilities[2]
            > labels.Predict("days awful days").Probabilities[2] + 0.1);
        var numbers = TextClassifier.Train(Texts(2).Select((row, i) => row with { Label = $"{i % 2 * 4 + 1}" }),
            Settings(folder) with { Task = OneNumber.Fit });
        Assert.InRange(numbers.Predict("lovely lovely lovely").Value!.Value, -2, 2.9);
        Assert.InRange(numbers.Predict("days days days").Value!.Value, 3.1, 8);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var folder = EmbeddingFolder.Create("bert");
        var settings = Settings(folder);
        Assert.Contains("Epochs", Refused(settings with { Epochs = 2 }));
        Assert.Contains("'embeddings' is fitted exactly", Refused(settings with { BatchSize = 2 }));
        Assert.Contains("its own way", Refused(settings with { Split = TextSplit.Character }));
        var classifier = TextClassifier.Train(Texts(2), settings);
        Assert.Contains("stays as it is", Refused(settings with { From = classifier }));
        Assert.Contains("no label 'god'", Assert.Throws<DataException>(() => TextClassifier.Train(Texts(2),
            Settings(folder, new Dictionary<string, string> { ["god"] = "x" }))).Message);
        Assert.Contains("'class_days'", Assert.Throws<DataException>(() => TextClassifier.Train(Texts(2),
            Settings(folder, new Dictionary<string, string> { ["class_days"] = " " }))).Message);
        Assert.Throws<DataException>(() => TextClassifier.ZeroShot(folder.Path, new Dictionary<string, string>
        {
            ["one"] = "x",
        }));
        Assert.Throws<OperationCanceledException>(() => TextClassifier.Train(Texts(2),
            settings with { CancellationToken = new(canceled: true) }));

        static string Refused(TrainingSettings settings) =>
            Assert.Throws<ArgumentException>(() => TextClassifier.Train(Texts(2), settings)).Message;
    }

    private static TrainingSettings Settings(SmallFolder folder,
        IReadOnlyDictionary<string, string>? descriptions = null) => new()
        {
            Recipe = Recipes.Embeddings(folder.Path, descriptions),
            Verbose = Verbosity.Silent,
        };
}
