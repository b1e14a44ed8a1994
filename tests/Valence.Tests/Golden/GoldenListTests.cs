namespace Valence.Tests.Golden;

/// <summary>What the reference folder holds, by name and number, and that nothing in it stays without a
/// suite.</summary>
public sealed class GoldenListTests(ITestOutputHelper output)
{
    // Folders of cases that suites of this project run one by one: a description and its arrays each.
    private static readonly string[] Families =
        ["layers", "losses", "metrics", "models", "optimizers", "runs", "schedules"];

    // Folders whose files are named in the suites that read them, here or in the tests of texts, files and reports.
    private static readonly string[] Others = ["bert", "data", "files", "hub", "text"];

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
        Assert.Empty(folders.Except(Families).Except(Others));
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
