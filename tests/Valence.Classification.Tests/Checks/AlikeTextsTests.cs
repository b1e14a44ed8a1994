using Valence.Classification.Tests.Embeddings;
using Valence.Tests.Pretrained;
using Valence.Text;

namespace Valence.Classification.Tests.Checks;

/// <summary>Texts that mean the same in other words, by the vectors of an encoder.</summary>
public sealed class AlikeTextsTests
{
    private const string Check = "alike texts";

    [Fact]
    public void Texts_of_one_vector_are_told_by_their_labels_and_the_side_of_the_test_they_are_on()
    {
        // The encoder knows no capitals, so that these have the same vectors.
        using var folder = EmbeddingFolder.Create("bert");
        LabelledText[] texts = [new("the room was kind", "good", 1), new("the food is cold", "bad", 2),
            new("The Room was kind", "good", 3), new("THE FOOD is cold", "good", 4), new("", "bad", 5),
            new("the room was kind", "good", 6)];
        LabelledText[] test = [new("the FOOD is COLD", "bad", 1)];
        var settings = new AuditSettings
        {
            Test = test,
            Embedder = TextEmbedder.Open(folder.Path),
            Skipped = ["doubted labels", "near repeats"],
        };
        var found = DataAudit.Of(texts, settings).Findings.Where(finding => finding.Check == Check).ToList();
        Assert.Contains("row 3 and row 1 (1.00)", found[0].Sentence);
        Assert.Contains("row 4 and row 2 (1.00)", found[1].Sentence);
        Assert.Contains("another label", found[1].Sentence);
        Assert.Contains("row 1 of the test and row", found[2].Sentence);
        Assert.All(found.SelectMany(finding => finding.Rows), row => Assert.False(row.IsLeftOut));
        // A mended copy keeps them, and nothing is said without an encoder.
        Assert.Equal(4, DataAudit.Of(texts, settings with { Test = [] }).Mended().Texts.Count);
        Assert.DoesNotContain(DataAudit.Of(texts, settings with { Embedder = null }).Findings,
            finding => finding.Check == Check);
    }

    [Fact]
    public void MiniLM_finds_paraphrases_and_no_others()
    {
        LabelledText[] texts = [new("where is the closest gas station", "distance", 1),
            new("set a timer for two minutes", "timer", 2),
            new("i would like to know where the closest gas station is", "directions", 3),
            new("start a timer for two minutes", "timer", 4), new("what is the capital of France", "facts", 5),
            new("how do I get my money back", "refund", 6)];
        var found = DataAudit.Of(texts, new()
        {
            Embedder = TextEmbedder.Open(ReferenceFolder.Path("minilm")),
            Skipped = ["doubted labels", "near repeats"],
        }).Findings.Where(finding => finding.Check == Check).ToList();
        Assert.Equal([[4], [3]], found.Select(finding => finding.Rows.Select(row => row.Row).ToArray()));
        Assert.Equal([2, 1], found.Select(finding => finding.Rows[0].Like!.Row));
    }
}
