namespace Valence.Tests.Golden;

/// <summary>What the reference folder holds, by name and number, and that nothing in it stays without a
/// suite.</summary>
public sealed class GoldenListTests(ITestOutputHelper output)
{
    // Folders of cases that suites of this project run one by one: a description and its arrays each.
    private static readonly string[] Families =
        ["layers", "losses", "metrics", "models", "optimizers", "runs", "schedules"];

    // Folders whose files are named in the suites that read them, here or in the tests of texts, files and reports.
    private static readonly string[] Others = ["data", "files", "text"];

    // Cases that no suite reads yet, each with the reason.
    private const string Encoders = "belongs to the pre-trained encoders, which are to come";

    private static readonly Dictionary<string, string> Unread = new()
    {
        ["bert/finetune"] = Encoders,
        ["bert/hidden"] = Encoders,
        ["bert/wordpiece"] = "word pieces come with the pre-trained encoders",
        ["hub/gpt2"] = "a generator of texts, which is to come",
        ["hub/tokenizers"] = "word pieces and byte pairs come with the pre-trained encoders",
    };

    private static readonly string[] ReadOfHub =
        [.. GoldenHubTests.Names.Select(name => $"hub/{name}"), "hub/bert_backbone", "hub/bert_classifier",
            "hub/metrics"];

    public static TheoryData<string> Kinds => [.. Families];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_file_of_a_family_belongs_to_a_case_that_is_run(string family)
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        var names = GoldenFolder.Names(family);
        output.WriteLine($"{family}: {names.Count} cases");
        foreach (var name in names) output.WriteLine($"  {name}");
        Assert.True(names.Count > 0, $"{Path.Combine(GoldenFolder.Root, family)} holds no case.");
        Assert.Equal(names, Run(family).Select(row => row.Data));
        foreach (var file in Directory.GetFileSystemEntries(Path.Combine(GoldenFolder.Root, family))
            .Select(path => Path.GetFileName(path)))
        {
            var name = names.Where(name => file.StartsWith(name + '.', StringComparison.Ordinal))
                .MaxBy(name => name.Length);
            var rest = name is null ? file : file[name.Length..];
            Assert.True(name is not null && rest is ".json" or ".npz" or ".keras" or ".init.keras" or ".trained.keras"
                or ".init.weights.h5" or ".trained.weights.h5" or ".init.h5" or ".trained.h5",
                $"{family}/{file} is of no kind that a suite knows.");
        }
    }

    [Fact]
    public void Every_folder_has_a_suite()
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        Assert.True(Directory.Exists(GoldenFolder.Root), $"'{GoldenFolder.Root}' does not exist.");
        var folders = Directory.GetDirectories(GoldenFolder.Root).Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal).ToArray();
        output.WriteLine(string.Join(", ", folders));
        Assert.Empty(folders.Except(Families).Except(Others).Except(["bert", "hub"]));
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("hub")]
    public void Every_case_of_others_is_read_or_its_absence_has_a_reason(string folder)
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        var cases = Directory.GetFiles(Path.Combine(GoldenFolder.Root, folder))
            .Select(path => $"{folder}/{Path.GetFileNameWithoutExtension(path)}").Distinct()
            .Order(StringComparer.Ordinal).ToList();
        foreach (var name in cases)
            output.WriteLine($"{name}: {(ReadOfHub.Contains(name) ? "read" : Unread.GetValueOrDefault(name))}");
        Assert.Equal(cases, Unread.Keys.Concat(ReadOfHub).Where(name => name.StartsWith(folder + '/'))
            .Order(StringComparer.Ordinal));
    }

    private static TheoryData<string> Run(string family) => family switch
    {
        "layers" => GoldenLayerTests.Cases,
        "losses" => GoldenLossTests.Cases,
        "metrics" => GoldenMetricTests.Cases,
        "models" => GoldenModelTests.Cases,
        "optimizers" => GoldenOptimizerTests.Cases,
        "runs" => GoldenRunTests.Cases,
        "schedules" => GoldenScheduleTests.Cases,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "no suite"),
    };
}
