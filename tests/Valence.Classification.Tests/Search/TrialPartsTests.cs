using Valence.Text;

namespace Valence.Classification.Tests.Search;

public sealed class TrialPartsTests
{
    [Fact]
    public void Texts_of_random_classes_judge_once_where_their_class_was_learned()
    {
        var random = new Random(8);
        for (var round = 0; round < 200; round++)
        {
            var (count, classes, folds) = (random.Next(40, 200), random.Next(2, 6), random.Next(2, 8));
            LabelledText[] texts = [.. Enumerable.Range(0, count).Select(i =>
                new LabelledText($"text {random.Next(count)}", $"{random.Next(classes)}", i + 1))];
            var parts = TrialParts.Of(texts, folds, (ulong)round);
            Assert.Equal(folds, parts.Count);
            var held = parts.SelectMany(part => part.Held).ToList();
            Assert.Equal(held.Count, held.Distinct().Count());
            foreach (var (training, judging) in parts)
            {
                Assert.Equal(Enumerable.Range(0, count), training.Concat(judging).Order());
                var (learned, known) = (training.Select(i => texts[i].Text).ToHashSet(),
                    training.Select(i => texts[i].Label).ToHashSet());
                // Equal texts stand together, but for those of a class that is nowhere else.
                Assert.All(judging, i => Assert.Contains(texts[i].Label, known));
                if (held.Count == count) Assert.All(judging, i => Assert.DoesNotContain(texts[i].Text, learned));
            }
            Assert.Equal(parts.SelectMany(part => part.Held),
                TrialParts.Of(texts, folds, (ulong)round).SelectMany(part => part.Held));
        }
    }

    [Fact]
    public void Parts_have_as_many_of_each_class()
    {
        LabelledText[] texts = [.. Enumerable.Range(0, 60).Select(i => new LabelledText($"t{i}", $"{i % 3}", i + 1))];
        Assert.All(TrialParts.Of(texts, 5, 0), part => Assert.All(part.Held.CountBy(i => texts[i].Label!),
            label => Assert.Equal(4, label.Value)));
        // A class of one text is learned by all of them.
        LabelledText[] lonely = [.. texts, new("alone", "single", 61)];
        Assert.All(TrialParts.Of(lonely, 5, 0), part => Assert.Contains(60, part.Training));
    }
}
