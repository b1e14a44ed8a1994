using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Tasks;

public sealed class IsotonicCalibrationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20)]
    public void Calibrated_probabilities_keep_their_order_and_add_up_to_1(int width)
    {
        var random = new Random(width);
        var rows = Enumerable.Range(0, 3000).Select(i => Row(random, width, sharp: i % 3)).ToArray();
        int[] classes = [.. rows.Select(row => random.NextDouble() < 0.6 ? Array.IndexOf(Both(row), Both(row).Max())
            : random.Next(Math.Max(2, width)))];
        var curve = IsotonicCalibration.Fit(classes, [.. rows.SelectMany(row => row)], width);
        float[][] certain = width == 1 ? [[0], [1], [0.5f]]
            : [[1, .. new float[width - 1]], [.. Enumerable.Repeat(1f / width, width)]];
        foreach (var row in rows.Concat(certain))
        {
            var (before, after) = (Both(row), curve.Calibrated(row));
            Assert.Equal(1, after.Sum(p => (double)p), 1e-6);
            Assert.All(after, p => Assert.InRange(p, 0, 1));
            Assert.Equal(after.Max(), after[Array.IndexOf(before, before.Max())]);
            for (var k = 0; k < after.Length; k++)
                for (var j = 0; j < k; j++)
                    Assert.True(before[j] == before[k] || before[j] < before[k] == after[j] <= after[k]
                        || after[j] == after[k], $"{before[j]}, {before[k]} became {after[j]}, {after[k]}");
        }
    }

    [Fact]
    public void The_probability_of_the_answer_is_how_often_such_answers_are_right()
    {
        // Answers of .9 are right in 6 of 10 cases, those of .7 in 8 of 10: together 7 of 10. Those of .6 in half.
        float[] outputs = [.. new[] { 0.9f, 0.7f, 0.6f }.SelectMany(p => Enumerable.Repeat(p, 1000))];
        int[] classes = [.. new[] { 6, 8, 5 }.SelectMany(of => Enumerable.Range(0, 1000).Select(i => i % 10 < of
            ? 1 : 0))];
        var curve = IsotonicCalibration.Fit(classes, outputs, 1);
        Assert.Equal(0.7, curve.Calibrated([0.8f])[1], 1e-3);
        Assert.Equal(0.5, curve.Calibrated([0.55f])[1], 1e-3);
        Assert.Equal(0.7, curve.Calibrated([0.95f])[1], 1e-3);
        // Two classes are alike; between levels lies a straight line.
        Assert.Equal(0.6, curve.Calibrated([0.7f])[1], 1e-3);
        Assert.Equal(curve.Calibrated([0.75f])[1], curve.Calibrated([0.25f])[0], 1e-6);
    }

    [Fact]
    public void A_curve_is_kept_where_it_is_better_by_more_than_chance()
    {
        var random = new Random(3);
        var task = new OneClass(LabelSet.From(["a", "b"]));
        foreach (var isCurved in (bool[])[true, false])
        {
            float[] scores = [.. Enumerable.Range(0, 4000).Select(_ => (float)(8 * random.NextDouble() - 4))];
            // What no temperature mends: all answers are right as often, however sure.
            int[] classes = [.. scores.Select(score => random.NextDouble() < (isCurved ? score > 0 ? 0.8 : 0.2
                : 1 / (1 + Math.Exp(-score))) ? 1 : 0)];
            var choice = CalibrationChoice.Of(classes, scores, task);
            Assert.Equal(isCurved, choice.Curve is not null);
            Assert.InRange(choice.Error, 0, isCurved ? 0.02 : 0.03);
            if (isCurved) Assert.InRange(choice.TemperatureError, 3 * choice.Error, 1);
            else Assert.Equal(choice.Error, choice.TemperatureError);
            Assert.Contains("4000 texts", $"{choice}");
        }
    }

    [Fact]
    public void A_curve_goes_with_the_file_and_ends_with_another_threshold_or_network()
    {
        var said = new StringWriter();
        var classifier = TextClassifier.Train(Curved(3000), new()
        {
            Recipe = Recipes.Linear,
            Verbose = Verbosity.Lines,
            Output = said,
        });
        Assert.Contains("Calibrated by isotonic regression", said.ToString());
        var task = Assert.IsType<OneClass>(classifier.Task);
        Assert.NotNull(task.Calibration);
        var texts = Curved(50).Select(row => row.Text).ToArray();

        var opened = Saved(classifier);
        Assert.Equal(classifier.Predict(texts).SelectMany(answer => answer.Probabilities),
            opened.Predict(texts).SelectMany(answer => answer.Probabilities));
        Assert.NotNull(((OneClass)opened.Task).Calibration);
        Assert.Equal(Description(classifier).ToJsonString(), Description(opened).ToJsonString());
        Assert.Equal(6, (int)Description(classifier)["version"]!);

        var plain = classifier.WithThreshold(0.5);
        Assert.Null(((OneClass)plain.Task).Calibration);
        Assert.Null(Description(plain)["calibration"]);
        Assert.Null(((OneClass)classifier.WithNetwork(classifier.Model).Task).Calibration);
        Assert.Equal(plain.Predict(texts).Select(answer => answer.Label),
            classifier.Predict(texts).Select(answer => answer.Label));
        Assert.NotEqual(plain.Predict(texts).SelectMany(answer => answer.Probabilities),
            classifier.Predict(texts).SelectMany(answer => answer.Probabilities));

        // Words add up to the network's own score, and the answer is the calibrated one.
        var explained = classifier.Explain(texts[0]);
        Assert.Equal(classifier.Predict(texts[0]).Probability, explained.Answer.Probability);
        Assert.Equal(plain.Explain(texts[0]).Score, explained.Score);
        Assert.Equal(explained.Score, explained.Base + explained.Words.Sum(word => word.Contribution), 1e-6);
    }

    [Theory]
    [InlineData("""{"confidences":[0.5,0.9],"shares":[0.5]}""")]
    [InlineData("""{"confidences":[],"shares":[]}""")]
    [InlineData("""{"confidences":[0.9,0.5],"shares":[0.5,0.6]}""")]
    [InlineData("""{"confidences":[0.5,0.9],"shares":[0.6,0.5]}""")]
    [InlineData("""{"confidences":[0.5,1.5],"shares":[0.5,0.6]}""")]
    [InlineData("""{"confidences":[0.5,0.9],"shares":[-0.5,0.6]}""")]
    [InlineData("""{"confidences":[0.5,0.9],"shares":[0.5,0.6],"more":1}""")]
    [InlineData("""{"confidences":[0.5,"x"],"shares":[0.5,0.6]}""")]
    public void A_curve_that_is_none_is_refused(string json) =>
        Assert.ThrowsAny<ConfigException>(() => IsotonicCalibration.Read(new ConfigReader(
            System.Text.Json.JsonDocument.Parse(json).RootElement, "calibration", KerasTables.Default)));

    private static float[] Row(Random random, int width, int sharp)
    {
        double[] scores = [.. Enumerable.Range(0, width).Select(_ => Math.Exp((2 + 6 * sharp) * random.NextDouble()))];
        return width == 1 ? [(float)random.NextDouble()] : [.. scores.Select(x => (float)(x / scores.Sum()))];
    }

    private static float[] Both(float[] row) => row.Length > 1 ? row : [1 - row[0], row[0]];

    // However many words speak for a class, an eighth of the labels is turned: no temperature says so.
    private static LabelledText[] Curved(int count)
    {
        var random = new Random(4);
        string[] good = ["lovely", "kind", "fine", "nice"], bad = ["awful", "rude", "cold", "dirty"];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var isGood = random.Next(2) == 0;
            var words = Enumerable.Range(0, 1 + random.Next(8)).Select(_ => (random.NextDouble() < 0.9 == isGood
                ? good : bad)[random.Next(4)]);
            return new LabelledText(string.Join(' ', words), random.Next(8) == 0 != isGood ? "good" : "bad", i + 1);
        })];
    }

    private static TextClassifier Saved(TextClassifier classifier) =>
        ClassifierFormat.Load(new(Bytes(classifier), "kept"));

    private static JsonObject Description(TextClassifier classifier)
    {
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(Bytes(classifier)));
        using var member = archive.GetEntry("classifier.json")!.Open();
        return JsonNode.Parse(member)!.AsObject();
    }

    private static byte[] Bytes(TextClassifier classifier)
    {
        using var stream = new MemoryStream();
        classifier.Save(stream);
        return stream.ToArray();
    }
}
