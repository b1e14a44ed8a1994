using System.Text.Json;

namespace Valence.Classification.Tests;

public sealed class PredictionTests
{
    private static readonly Prediction Answer = new("kind", 0.75f, [0.75f, 0.25f])
    {
        Labels = ["kind"],
        Names = ["kind", "unkind"],
    };

    [Fact]
    public void Probabilities_are_there_by_label()
    {
        Assert.Equal(0.25f, Answer.ByLabel["unkind"]);
        Assert.Equal(2, Answer.ByLabel.Count);
        Assert.Empty(Prediction.NothingToRead.ByLabel);
    }

    [Fact]
    public void An_answer_is_words()
    {
        Assert.Equal("kind (0.750)", $"{Answer}");
        Assert.Equal("nothing to read", $"{Prediction.NothingToRead}");
        Assert.Equal("3.5", $"{new Prediction(null, 0, []) { Value = 3.5f }}");
        Assert.Equal("no label", $"{new Prediction(null, 0, [])}");
        Assert.Equal("a (0.900), b (0.600)", $"{new Prediction(null, 0, [0.6f, 0.9f])
        {
            Labels = ["a", "b"],
            Names = ["b", "a"],
        }}");
    }

    [Fact]
    public void A_service_can_write_every_answer_as_JSON()
    {
        foreach (var answer in (Prediction[])[Answer, Prediction.NothingToRead])
        {
            var json = JsonDocument.Parse(JsonSerializer.Serialize(answer)).RootElement;
            Assert.Equal(answer.Label, json.GetProperty("Label").GetString());
            Assert.Equal(answer.ByLabel.Count, json.GetProperty("ByLabel").EnumerateObject().Count());
            Assert.Equal(answer.IsReadable, json.GetProperty("IsReadable").GetBoolean());
        }
    }
}
