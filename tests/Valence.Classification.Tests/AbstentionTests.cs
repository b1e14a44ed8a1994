using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests;

public sealed class AbstentionTests
{
    private static readonly TrainingSettings Linear = new() { Recipe = Recipes.Linear, Verbose = Verbosity.Silent };

    private static readonly string[] Words = ["lovely", "kind", "fine", "so", "well", "awful", "rude", "cold"];

    [Fact]
    public void Unsure_answers_are_withheld_so_that_fewer_of_the_rest_are_wrong_and_the_file_keeps_it()
    {
        var classifier = TextClassifier.Train(Texts(1200), Linear);
        Assert.Null(classifier.LeastConfidence);
        Assert.All(classifier.Predict([.. Words]), answer => Assert.False(answer.IsAbstained));
        var careful = classifier.WithHighestRisk(0.02);
        var unsure = careful.Predict("so number 3");
        Assert.Equal((true, null), (unsure.IsAbstained, unsure.Label));
        Assert.Empty(unsure.Labels);
        Assert.Equal(classifier.Predict("so number 3").Probabilities, unsure.Probabilities);
        Assert.StartsWith("unsure: ", $"{unsure}");
        Assert.Equal("good", careful.Predict("lovely number 3").Label);

        using var stream = new MemoryStream();
        careful.Save(stream);
        var opened = ClassifierFormat.Load(new(stream.ToArray(), "kept"));
        Assert.Equal(careful.LeastConfidence, opened.LeastConfidence);
        Assert.True(opened.Predict("so number 3").IsAbstained);
        Assert.Equal(careful.LeastConfidence, opened.WithHighestRisk(0.02).LeastConfidence);
        Assert.False(opened.WithHighestRisk(1).Predict("so number 3").IsAbstained);
    }

    [Fact]
    public void Evaluations_count_what_is_answered_and_what_is_wrong_of_it()
    {
        var classifier = TextClassifier.Train(Texts(1200), Linear);
        Assert.Null(EvaluationResult.Of(classifier, Texts(300)).Answered);
        var careful = classifier.WithHighestRisk(0.02);
        LabelledText[] asked = [.. Texts(300).Select((row, i) => i % 7 > 0 ? row with { Text = $"judged {row.Text}" }
            : row), new("...", "good", 301), new("~", "bad", 302)];
        var answers = careful.Predict([.. asked.Select(row => row.Text)]);
        var result = EvaluationResult.Of(careful, asked);
        var answered = result.Answered!;
        Assert.Equal((asked.Length, answers.Count(answer => answer.Label is not null)), (answered.Rows,
            answered.Count));
        Assert.InRange(answered.Count, 1, asked.Length - 3);
        Assert.Equal(answers.Zip(asked).Count(pair => pair.First.Label is { } label && label != pair.Second.Label),
            answered.Wrong);
        Assert.Equal(asked.Length - result.Matrix.Correct, answered.WrongOfAll);
        Assert.True(answered.Risk < (double)answered.WrongOfAll / answered.Rows);

        // Those of the training apart.
        Assert.Equal(asked.Index().Count(row => !result.TrainedOn!.Contains(row.Index + 1)),
            result.Unseen!.Answered!.Rows);
        Assert.Equal(answers.Index().Count(answer => answer.Item.Label is not null
            && !result.TrainedOn!.Contains(answer.Index + 1)), result.Unseen.Answered.Count);
    }

    [Fact]
    public void A_risk_that_cannot_be_had_is_refused_with_the_least_there_is()
    {
        // A third is wrong whatever is said.
        var classifier = TextClassifier.Train([.. Texts(900).Select((row, i) => row with
        {
            Text = $"a text number {i % 7}",
            Label = i % 3 == 0 ? "bad" : "good",
        })], Linear);
        Assert.Contains("Expected a risk from 0.", Assert.Throws<ArgumentException>(
            () => classifier.WithHighestRisk(0.01)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => classifier.WithHighestRisk(1.5));
    }

    [Fact]
    public void Who_does_not_know_how_often_it_is_wrong_refuses()
    {
        var classifier = TextClassifier.Train(Texts(1200), Linear);
        foreach (var other in (TextClassifier[])[classifier.WithThreshold(0.3), TextClassifier.Train(Texts(60), Linear),
            classifier.WithNetwork(classifier.Model),
            TextClassifier.Load(WrittenFileTests.At("fasttext-two.valence"))])
            Assert.Contains("does not know", Assert.Throws<InvalidOperationException>(
                () => other.WithHighestRisk(0.1)).Message);
        var numbers = TextClassifier.Train([.. Texts(60).Select((row, i) => row with { Label = $"{i % 5}" })],
            Linear with { Task = OneNumber.Fit });
        Assert.Contains("a number", Assert.Throws<InvalidOperationException>(
            () => numbers.WithHighestRisk(0.1)).Message);
    }

    [Theory]
    [InlineData("least_confidence", "2")]
    [InlineData("risks", "{\"confidences\":[0],\"risks\":[0,1]}")]
    [InlineData("risks", "{\"confidences\":[0],\"risks\":[-1]}")]
    [InlineData("risks", "{\"confidences\":[],\"risks\":[]}")]
    public void A_file_with_something_else_is_refused(string field, string json)
    {
        var archive = ZipReader.Open(Written(), "file");
        using var stream = new MemoryStream();
        var description = JsonNode.Parse(archive.Read("classifier.json").ToArray())!;
        description[field] = JsonNode.Parse(json);
        ZipWriter.Write(stream, written => ClassifierSeal.Write(written, PreparationTie.Training,
            [.. archive.Members.Where(member => member.Name != "seal.json").Select(member => (member.Name,
                (Action<Stream>)(to => to.Write(member.Name == "classifier.json"
                    ? System.Text.Encoding.UTF8.GetBytes(description.ToJsonString())
                    : archive.Read(member.Name).ToArray()))))]));
        Assert.Contains(field, Assert.Throws<FileFormatException>(
            () => ClassifierFormat.Load(new(stream.ToArray(), "edited"))).Message);
    }

    private static byte[] Written()
    {
        using var stream = new MemoryStream();
        TextClassifier.Train(Texts(600), Linear).Save(stream);
        return stream.ToArray();
    }

    // Texts with "so" and "well" are of either class.
    private static LabelledText[] Texts(int count) => [.. Enumerable.Range(0, count).Select(i => new LabelledText(
        $"{Words[i % 8]} number {i % 9}", i % 8 < 3 || i % 8 is 3 or 4 && i / 8 % 2 == 0 ? "good" : "bad", i + 1))];
}
