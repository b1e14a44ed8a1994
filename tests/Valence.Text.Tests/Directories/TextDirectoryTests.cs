using System.Text.Json;

namespace Valence.Text.Tests;

public sealed class TextDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_reads_the_texts_and_labels_that_Keras_reads()
    {
        var golden = SharedFolder.Json("golden", "runs", "text_dataset_from_directory.json");
        foreach (var file in golden.GetProperty("files").Strings()) _folder.Write(file, "text of " + file);

        foreach (var expected in golden.GetProperty("cases").EnumerateArray())
        {
            var data = TextDirectory.Load(_folder.Path, Options(expected.GetProperty("args")));

            Assert.Equal(expected.GetProperty("class_names").Strings(), data.ClassNames);
            if (expected.Find("texts") is { } texts) Assert.Equal(texts.Strings(), data.Texts);
            if (expected.Find("texts_sorted") is { } sorted)
                Assert.Equal(sorted.Strings(), data.Texts.Order(StringComparer.Ordinal));
            if (expected.Find("labels") is not { } labels) continue;
            Assert.Equal(labels.Shape(), data.Labels!.Shape);
            Assert.Equal(labels.Numbers(), data.Labels.Type == ElementType.Int32 ? data.Labels.Ints.ToArray()
                .Select(x => (double)x) : data.Labels.Floats.ToArray().Select(x => (double)x));
        }
    }

    [Fact]
    public void Labels_follow_their_texts_through_shuffling_and_splitting()
    {
        WriteClasses();
        var (training, validation) = TextDirectory.LoadBoth(
            _folder.Path, new() { Seed = 3, ValidationSplit = 0.4, LabelMode = TextLabelMode.Binary });

        Assert.Equal((6, 4), (training.Texts.Count, validation.Texts.Count));
        Assert.Empty(training.Files.Intersect(validation.Files));
        foreach (var data in new[] { training, validation })
        {
            Assert.Equal([data.Texts.Count, 1], data.Labels!.Shape);
            Assert.Equal(data.Texts.Select(text => text.StartsWith("pos", StringComparison.Ordinal) ? 1f : 0),
                data.Labels.Floats.ToArray());
        }
    }

    [Fact]
    public void Shuffling_follows_NumPys_order_of_the_sorted_files()
    {
        WriteClasses();
        var sorted = TextDirectory.Load(_folder.Path, new() { Shuffle = false }).Texts;
        var order = new NumpyRandomState(7).Permutation(sorted.Count);
        Assert.Equal(order.Select(i => sorted[i]), TextDirectory.Load(_folder.Path, new() { Seed = 7 }).Texts);
    }

    [Fact]
    public void Class_names_choose_and_order_the_classes()
    {
        WriteClasses();
        var data = TextDirectory.Load(_folder.Path, new() { Shuffle = false, ClassNames = ["pos", "neg"] });
        Assert.StartsWith("pos", data.Texts[0]);
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1, 1, 1], data.Labels!.Ints.ToArray());
        Assert.Equal(5, TextDirectory.Load(_folder.Path, new() { ClassNames = ["pos"] }).Texts.Count);
    }

    [Fact]
    public void Only_texts_count_in_folders_below_too_but_not_in_hidden_ones()
    {
        WriteClasses();
        _folder.Write("pos/deeper/x.TXT", "pos deeper");
        _folder.Write("pos/readme.md", "no text");
        _folder.Write(".cache/x.txt", "unseen");
        _folder.Write("top.txt", "no class");
        Assert.Equal(11, TextDirectory.Load(_folder.Path).Texts.Count);
        var all = TextDirectory.Load(_folder.Path, new() { LabelMode = TextLabelMode.None, Shuffle = false });
        Assert.Equal("no class", all.Texts[0]);
        Assert.Null(all.Labels);
    }

    [Fact]
    public void Labels_may_be_given_file_by_file()
    {
        WriteClasses();
        var data = TextDirectory.Load(_folder.Path, new() { Shuffle = false, Labels = [7, 0, 0, 0, 0, 0, 0, 0, 0, 7] });
        Assert.Equal(["0", "7"], data.ClassNames);
        Assert.Equal(7, data.Labels!.Ints[9]);
        Assert.Throws<ArgumentException>(() => TextDirectory.Load(_folder.Path, new() { Labels = [1] }));
    }

    [Fact]
    public void MaxLength_counts_bytes_and_splits_no_character()
    {
        _folder.Write("a/1.txt", "aé😀z");
        Assert.Equal(["", "a", "a", "aé", "aé", "aé😀", "aé😀z"],
            new[] { 0, 1, 2, 3, 6, 7, 8 }.Select(length =>
                TextDirectory.Load(_folder.Path, new() { MaxLength = length }).Texts[0]));
    }

    [Fact]
    public void Options_that_contradict_each_other_or_the_directory_are_refused()
    {
        WriteClasses();
        Assert.Throws<ArgumentException>(() => Load(new() { ValidationSplit = 0.2 }));
        Assert.Throws<ArgumentException>(() => Load(new() { Subset = DirectorySubset.Training }));
        Assert.Throws<ArgumentException>(() => Load(new() { ValidationSplit = 1, Subset = DirectorySubset.Training }));
        Assert.Throws<ArgumentException>(() => Load(new() { ClassNames = ["pos", "other"] }));
        Assert.Throws<ArgumentException>(() => Load(new() { ClassNames = ["pos"], LabelMode = TextLabelMode.Binary }));
        Assert.Throws<ArgumentException>(() => Load(new() { ClassNames = ["pos"], LabelMode = TextLabelMode.None }));
        Assert.Contains("for training, found none",
            Assert.Throws<DataFileException>(() =>
                Load(new() { ValidationSplit = 0.01, Subset = DirectorySubset.Training })).Message);
        Assert.Throws<DataFileException>(() => TextDirectory.Load(Path.Combine(_folder.Path, "missing")));

        TextDirectoryData Load(TextDirectoryOptions options) => TextDirectory.Load(_folder.Path, options);
    }

    private void WriteClasses()
    {
        for (var i = 0; i < 5; i++)
        {
            _folder.Write($"pos/{i}.txt", $"pos {i}");
            _folder.Write($"neg/{i}.txt", $"neg {i}");
        }
    }

    private static TextDirectoryOptions Options(JsonElement arguments) => new()
    {
        Shuffle = arguments.Find("shuffle")?.GetBoolean() ?? true,
        Seed = arguments.Find("seed")?.GetInt64() ?? 0,
        ValidationSplit = arguments.Find("validation_split")?.GetDouble(),
        Subset = arguments.Find("subset")?.GetString() switch
        {
            "training" => DirectorySubset.Training,
            "validation" => DirectorySubset.Validation,
            _ => null,
        },
        LabelMode = arguments.Find("label_mode")?.GetString() == "categorical" ? TextLabelMode.Categorical
            : TextLabelMode.Int,
    };
}
