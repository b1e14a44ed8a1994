using Valence.Text;

namespace Valence.Classification.Tests;

/// <summary>Texts and numbers that no training has.</summary>
public sealed class SettingsChecksTests
{
    [Fact]
    public void A_row_without_text_and_numbers_out_of_range_are_told_before_anything_is_learned()
    {
        LabelledText[] rows = [.. Enumerable.Range(0, 20).Select(i => new LabelledText($"a text {i}", i % 2 == 0 ? "a"
            : "b", i + 1))];
        Assert.Contains("the text of row 4, received null",
            Assert.Throws<ArgumentNullException>(() => new LabelledText(null!, "a", 4)).Message);
        foreach (var (settings, said) in new (TrainingSettings, string)[]
        {
            (new() { ValidationSplit = 2 }, "Expected a part from 0 to below 1, received 2."),
            (new() { ValidationSplit = -1 }, "Expected a part from 0 to below 1, received -1."),
            (new() { Threshold = 1.5f }, "Expected a probability from 0 to 1, received 1.5."),
            (new() { Recipe = Recipes.Mlp, LearningRate = float.NaN }, "Expected a finite rate above 0, received NaN."),
            (new() { Recipe = Recipes.Mlp, Epochs = 0 }, "1"),
            (new() { Minutes = 0 }, "Expected minutes above 0, received 0."),
        })
            Assert.Contains(said, Assert.Throws<ArgumentOutOfRangeException>(() => TextClassifier.Train(rows, settings))
                .Message);
    }
}
