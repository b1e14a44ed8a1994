using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests;

/// <summary>Figures in a classifier's file that no training gives, sealed again: each is refused by its name.</summary>
public sealed class StoredFiguresTests
{
    private static readonly Lazy<byte[]> Classes = new(() => Written(row => row)),
        Sets = new(() => Written(row => row with { Label = null, Labels = row.Label == "good" ? ["good"] : [] })),
        Numbers = new(() => Written(row => row with { Label = row.Label == "good" ? "5" : "1" }));

    [Theory]
    [InlineData("right", "-1")]
    [InlineData("right", "1000")]
    [InlineData("rows", "-5")]
    [InlineData("epochs", "-1")]
    [InlineData("loss", "-0.5")]
    [InlineData("value", "0.5")]
    [InlineData("loss", "\"NaN\"")]
    public void What_a_recipe_came_to_is_what_it_can_come_to(string field, string value) =>
        Refused(Classes, json => json["tried"]![0]![field] = JsonNode.Parse(value), field);

    [Theory]
    [InlineData("value", "1.5")]
    [InlineData("value", "-0.5")]
    [InlineData("right", "3")]
    [InlineData("rows", "-1")]
    public void A_measure_of_labels_is_a_share(string field, string value) =>
        Refused(Sets, json => json["tried"]![0]![field] = JsonNode.Parse(value), field);

    [Theory]
    [InlineData("value", "-2")]
    [InlineData("loss", "-1")]
    public void An_error_of_numbers_is_not_below_0(string field, string value) =>
        Refused(Numbers, json => json["tried"]![0]![field] = JsonNode.Parse(value), field);

    [Theory]
    [InlineData("risks", "[1.5]", "risks")]
    [InlineData("risks", "[-0.1]", "risks")]
    [InlineData("confidences", "[2]", "confidences")]
    [InlineData("confidences", null, "confidences")]
    public void Risks_are_shares(string field, string? value, string named) => Refused(Classes, json =>
    {
        var numbers = json["risks"]![field]!.AsArray();
        json["risks"]![field] = value is not null ? JsonNode.Parse(value)
            : new JsonArray([.. numbers.Reverse().Select(number => number!.DeepClone())]);
    }, named);

    [Fact]
    public void Distances_of_a_profile_are_not_below_0()
    {
        var members = ClassifierArchive.Members(Classes.Value);
        var profile = members["text-profile.bin"];
        // The last number of the last band that there is.
        var at = profile.Length - sizeof(double);
        while (BinaryPrimitives.ReadDoubleLittleEndian(profile.AsSpan(at)) == 0) at -= sizeof(double);
        BinaryPrimitives.WriteDoubleLittleEndian(profile.AsSpan(at), -1);
        Assert.Contains("distances", Assert.Throws<FileFormatException>(() =>
            TextClassifier.Load(new MemoryStream(ClassifierArchive.Resealed(members)))).Message);
    }

    [Fact]
    public void What_a_training_wrote_is_read()
    {
        foreach (var file in (Lazy<byte[]>[])[Classes, Sets, Numbers])
            Assert.NotEmpty(TextClassifier.Load(new MemoryStream(ClassifierArchive.Resealed(
                ClassifierArchive.Members(file.Value)))).Tried);
    }

    private static void Refused(Lazy<byte[]> file, Action<JsonNode> change, string named)
    {
        var members = ClassifierArchive.Members(file.Value);
        var json = JsonNode.Parse(members["classifier.json"])!;
        change(json);
        members["classifier.json"] = Encoding.UTF8.GetBytes(json.ToJsonString());
        Assert.Contains(named, Assert.Throws<FileFormatException>(() =>
            TextClassifier.Load(new MemoryStream(ClassifierArchive.Resealed(members)))).Message);
    }

    private static byte[] Written(Func<LabelledText, LabelledText> labelled)
    {
        LabelledText[] rows = [.. Enumerable.Range(0, 400).Select(i => labelled(new(
            $"the food at table {i % 17} was {(i % 2 == 0 ? "good" : "bad")} on day {i % 23}",
            i % 2 == 0 ? "good" : "bad", i + 1)))];
        return ClassifierArchive.Bytes(TextClassifier.Train(rows, new()
        {
            Task = rows[0].Label == "5" ? OneNumber.Fit : null,
            ValidationSplit = 0.3f,
            Verbose = Verbosity.Silent,
        }));
    }
}
