using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests;

/// <summary>Texts that lie in a file are those that came, and give the classifier that they give in a list.</summary>
public sealed class KeptTextsTests
{
    private static readonly string[] Labels = ["yes", "no", "", "é\n\0", new('x', 300)];

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(long.MaxValue)]
    public void Texts_come_back_as_they_were(long bytes)
    {
        foreach (var seed in (int[])[1, 2, DateTime.UtcNow.DayOfYear])
        {
            LabelledText[] rows = [.. Rows(new(seed), 700)];
            using var kept = KeptTexts.Of(rows, bytes);
            Assert.Equal(rows.Length, kept.Count);
            Assert.Equal(rows.Select(Written), kept.Select(Written));
            foreach (var i in Enumerable.Range(0, rows.Length).OrderBy(i => i * 7919 % 700))
                Assert.Equal(Written(rows[i]), Written(kept[i]));
            // From many threads too, and while another reads.
            using var other = kept.GetEnumerator();
            Assert.True(other.MoveNext());
            Parallel.For(0, rows.Length, i => Assert.Equal(Written(rows[i]), Written(kept[i])));
            Assert.Equal(rows.Skip(1).Select(Written), Rest(other).Select(Written));
        }
    }

    [Fact]
    public void Many_texts_lie_where_offsets_take_several_pages()
    {
        var rows = Enumerable.Range(0, 150_000).Select(i => new LabelledText($"{i}", i % 3 == 0 ? "a" : "b", i));
        using var kept = KeptTexts.Of(rows, 0);
        Assert.Equal(rows, kept);
        foreach (var i in (int[])[0, 65_535, 65_536, 131_071, 131_072, 149_999]) Assert.Equal($"{i}", kept[i].Text);
    }

    [Fact]
    public void Rows_of_one_number_are_counted_anew_when_asked()
    {
        LabelledText[] rows = [new("a", "x", 1), new("b", "x", 1), new("c", "y", 2)];
        foreach (var bytes in (long[])[0, 1000])
        {
            using var kept = KeptTexts.Of(rows, bytes);
            Assert.True(kept.HasRepeatedNumbers);
            Assert.Equal([1, 1, 2], kept.Select(row => row.Row));
            Assert.Equal([1, 2, 3], kept.Renumbered().Select(row => row.Row));
            Assert.Equal(3, kept[2].Row);
        }
        using var others = KeptTexts.Of([rows[0], rows[2]]);
        Assert.False(others.HasRepeatedNumbers);
    }

    [Fact]
    public void No_file_stays()
    {
        var before = Temporary();
        using (KeptTexts.Of(Rows(new(3), 100), 0)) { }
        Assert.Throws<DataException>(() => KeptTexts.Of(Failing(), 0));
        Assert.Empty(Temporary().Except(before));

        static string[] Temporary() => Directory.GetFiles(Path.GetTempPath(), "valence-*.texts");
        static IEnumerable<LabelledText> Failing()
        {
            yield return new("a", "b", 1);
            throw new DataException("no more");
        }
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("bigram")]
    [InlineData("cnn")]
    public void A_stream_gives_the_bytes_that_a_list_gives(string recipe)
    {
        LabelledText[] rows = [.. Enumerable.Range(0, 400).Select(i =>
            new LabelledText(i % 3 == 0 ? $"not good at all {i % 17}" : $"good at last {i % 13}",
                i % 3 == 0 ? "no" : "yes", i + 1))];
        var settings = new TrainingSettings { Recipe = Recipes.Find(recipe), Verbose = Verbosity.Silent };
        if (recipe != "linear") settings = settings with { Epochs = 2 };
        using var kept = KeptTexts.Of(rows, 0);
        var (list, file, stream) = (Bytes(TextClassifier.Train(rows, settings)),
            Bytes(TextClassifier.Train(kept, settings)), Bytes(TextClassifier.Train(rows.Where(_ => true), settings)));
        Assert.Equal(list, file);
        Assert.Equal(list, stream);

        static byte[] Bytes(TextClassifier classifier) =>
            [.. classifier.Model.GetWeights().SelectMany(weight => weight.Floats.ToArray())
                .SelectMany(BitConverter.GetBytes)];
    }

    [Fact]
    public void Repeated_texts_among_very_many_are_told_by_a_part()
    {
        // A tenth of the texts are repeated once with another label.
        const int different = 18_000, all = 20_000;
        var rows = Enumerable.Range(0, all).Select(i => new LabelledText($"text {(i < different ? i : i - different)}",
            i < different ? "a" : "b", i + 1));
        using var kept = KeptTexts.Of(rows, 0);
        var checks = DataChecks.Of(kept, 10_000);
        Assert.Equal(2, checks.Compared);
        Assert.InRange(checks.Repeated.Count * checks.Compared, 0.95 * (all - different), 1.05 * (all - different));
        Assert.Equal(checks.Repeated, checks.Contradicting);
        Assert.Contains("repeat an earlier one: about ", checks.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<LabelledText> Rest(IEnumerator<LabelledText> rows)
    {
        while (rows.MoveNext()) yield return rows.Current;
    }

    // Records with lists are equal where the lists are the same object.
    private static string Written(LabelledText row) => string.Join('|', row.Row, row.Label ?? "∅", row.Labels is null
        ? "∅" : string.Join(',', row.Labels), string.Join(' ', row.Text.Select(unit => (int)unit)));

    private static IEnumerable<LabelledText> Rows(Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var units = new char[random.Next(12) == 0 ? random.Next(3000) : random.Next(20)];
            // Any UTF-16, halves of letters too.
            for (var k = 0; k < units.Length; k++)
                units[k] = random.Next(4) == 0 ? (char)random.Next(0xD700, 0xE100) : (char)random.Next(0x250);
            var row = new LabelledText(new(units), null, random.Next());
            yield return random.Next(3) switch
            {
                0 => row,
                1 => row with { Label = Labels[random.Next(Labels.Length)] },
                _ => row with { Labels = [.. Labels.Where(_ => random.Next(2) == 0)] },
            };
        }
    }
}
