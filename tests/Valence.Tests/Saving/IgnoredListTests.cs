using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>docs/ignored.md lists every field that may be in a file though nothing reads it.</summary>
public sealed class IgnoredListTests
{
    [Fact]
    public void Every_field_without_meaning_is_listed_with_its_reason()
    {
        var listed = Rows();
        foreach (var field in LayerTable.Unread) Assert.Contains(field, listed);
        foreach (var (family, fields) in (IEnumerable<(string, IEnumerable<string>)>)[
            ("initializers", KerasTables.Default.Initializers.WithoutMeaning),
            ("regularizers", KerasTables.Default.Regularizers.WithoutMeaning),
            ("constraints", KerasTables.Default.Constraints.WithoutMeaning),
            ("losses, metrics", KerasTables.Default.Losses.WithoutMeaning),
            ("losses, metrics", KerasTables.Default.Metrics.WithoutMeaning),
            ("optimizers", KerasTables.Default.Optimizers.WithoutMeaning),
            ("schedules", KerasTables.Default.Schedules.WithoutMeaning)])
            foreach (var field in fields) Assert.Contains($"{family}: {field}", listed);
    }

    [Fact]
    public void A_table_with_a_class_of_ones_own_keeps_what_its_family_reads()
    {
        var own = KerasTables.Default.Optimizers.With(new("Own", "mine", typeof(global::Valence.Optimizers.Sgd),
            config => new global::Valence.Optimizers.Sgd(0.1f), (_, _) => { }));
        Assert.Equal(KerasTables.Default.Optimizers.WithoutMeaning, own.WithoutMeaning);
        var written = own.Write(new global::Valence.Optimizers.Adam(0.25f) { Clipnorm = 2 }, KerasTables.Default);
        Assert.Equal(0.25f, written["config"]!["learning_rate"]!.GetValue<float>());
        using var json = System.Text.Json.JsonDocument.Parse(written.ToJsonString());
        Assert.Equal(2f, own.Read(json.RootElement, "optimizer", KerasTables.Default).Clipnorm);
    }

    private static HashSet<string> Rows()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Valence.slnx")))
            folder = folder.Parent;
        if (folder is null) Assert.Skip("The repository's docs are not above the test run.");
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadAllLines(Path.Combine(folder!.FullName, "docs", "ignored.md")))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length == 4) foreach (var field in Fields(cells[1])) listed.Add(field);
            if (cells.Length == 5) foreach (var field in Fields(cells[2])) listed.Add($"{cells[1]}: {field}");
        }
        return listed;
    }

    private static IEnumerable<string> Fields(string cell) => cell.Split('`').Where((_, i) => i % 2 == 1);
}
