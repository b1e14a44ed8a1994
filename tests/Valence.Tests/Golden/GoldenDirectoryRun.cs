using System.Text.Json;
using Valence.Text;

namespace Valence.Tests.Golden;

/// <summary>Texts of a directory with a folder for each class, read as Keras' <c>text_dataset_from_directory</c> reads
/// them.</summary>
internal static class GoldenDirectoryRun
{
    public static void Check(JsonElement json)
    {
        using var folder = new RunFolder();
        var content = json.GetProperty("content").GetString()!;
        foreach (var file in json.GetProperty("files").EnumerateArray().Select(file => file.GetString()!))
        {
            var path = Path.Combine(folder.Path, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content.Replace("PATH", file, StringComparison.Ordinal));
        }
        foreach (var expected in json.GetProperty("cases").EnumerateArray()) Check(expected, folder.Path);
    }

    private static void Check(JsonElement expected, string folder)
    {
        var data = TextDirectory.Load(folder, Options(expected.GetProperty("args")));
        if (expected.TryGetProperty("class_names", out var names))
            Assert.Equal(names.EnumerateArray().Select(name => name.GetString()!), data.ClassNames);
        if (expected.TryGetProperty("texts", out var texts))
            Assert.Equal(texts.EnumerateArray().Select(text => text.GetString()!), data.Texts);
        if (expected.TryGetProperty("texts_sorted", out var sorted))
            Assert.Equal(sorted.EnumerateArray().Select(text => text.GetString()!),
                data.Texts.Order(StringComparer.Ordinal));
        if (!expected.TryGetProperty("labels", out var labels)) return;
        var actual = Assert.IsType<Tensor>(data.Labels);
        Assert.Equal(
            labels.EnumerateArray()
                .SelectMany(label => label.ValueKind == JsonValueKind.Array
                    ? label.EnumerateArray().Select(cell => cell.GetDouble()) : [label.GetDouble()]),
            actual.Type == ElementType.Int32 ? actual.Ints.ToArray().Select(value => (double)value)
                : actual.Floats.ToArray().Select(value => (double)value));
    }

    private static TextDirectoryOptions Options(JsonElement arguments)
    {
        var options = new TextDirectoryOptions();
        foreach (var argument in arguments.EnumerateObject())
        {
            var value = argument.Value;
            options = argument.Name switch
            {
                "shuffle" => options with { Shuffle = value.GetBoolean() },
                "seed" => options with { Seed = value.GetInt64() },
                "validation_split" => options with { ValidationSplit = value.GetDouble() },
                "subset" => options with { Subset = Enum.Parse<DirectorySubset>(value.GetString()!, ignoreCase: true) },
                "label_mode" => options with
                {
                    LabelMode = value.ValueKind == JsonValueKind.Null ? TextLabelMode.None
                    : Enum.Parse<TextLabelMode>(value.GetString()!, ignoreCase: true)
                },
                "class_names" =>
                    options with { ClassNames = [.. value.EnumerateArray().Select(name => name.GetString()!)] },
                "max_length" => options with { MaxLength = value.GetInt32() },
                "follow_links" => options with { FollowLinks = value.GetBoolean() },
                "batch_size" => options,
                _ => throw new InvalidOperationException(
                    $"the case has an argument '{argument.Name}' that this suite does not know."),
            };
        }
        return options;
    }
}
