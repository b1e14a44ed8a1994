using System.Text.Json;

namespace Valence.Classification.Tests.Evaluation;

/// <summary>Which labels are doubted, against cleanlab.</summary>
public sealed class LabelNoiseTests
{
    [Fact]
    public void Every_recorded_case_has_its_figures()
    {
        var path = SeveralLabelsTests.Recorded("label_noise.json");
        Assert.SkipWhen(path is null, "shared/tasks/label_noise.json is not beside the repository");
        using var file = JsonDocument.Parse(File.ReadAllBytes(path!));
        foreach (var item in file.RootElement.EnumerateArray())
        {
            int[] given = [.. item.GetProperty("given").EnumerateArray().Select(label => label.GetInt32())];
            var noise = LabelNoise.Of<double>(given, [.. item.GetProperty("probabilities").EnumerateArray()
                .SelectMany(row => row.EnumerateArray().Select(p => p.GetDouble()))]);

            Near("self_confidence", noise.SelfConfidence);
            Near("normalized_margin", noise.Margins);
            Assert.Equal(Table("counts"), noise.Counts);
            Assert.Equal(Table("joint"), noise.Joint);
            Assert.Equal(item.GetProperty("issues").EnumerateArray().Select(row => row.GetInt32()), noise.Issues);

            void Near(string name, IReadOnlyList<double> actual)
            {
                double[] expected = [.. item.GetProperty(name).EnumerateArray().Select(x => x.GetDouble())];
                Assert.Equal(expected.Length, actual.Count);
                for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-9);
            }

            int[][] Table(string name) => [.. item.GetProperty(name).EnumerateArray().Select(row =>
                row.EnumerateArray().Select(x => x.GetInt32()).ToArray())];
        }
    }

    [Fact]
    public void A_class_that_no_row_was_given_takes_none()
    {
        var noise = LabelNoise.Of<double>([0, 0, 1], [0.8, 0.1, 0.1, 0.1, 0.1, 0.8, 0.1, 0.8, 0.1]);

        Assert.Equal([0, 0, 0], noise.Joint[2]);
        Assert.Empty(noise.Issues);
        Assert.Equal(2, noise.Suggested(1));
    }
}
