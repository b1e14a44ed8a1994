namespace Valence.Tests.Hostile;

/// <summary>The list in docs/hostile-files.md is that of the files in the tests.</summary>
public sealed class HostileListTests
{
    [Fact]
    public void The_list_of_hostile_files_names_every_family_with_its_rules_and_its_number_of_files()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Valence.slnx")))
            folder = folder.Parent;
        if (folder is null) Assert.Skip("The repository's docs are not above the test run.");
        var listed = File.ReadAllLines(Path.Combine(folder!.FullName, "docs", "hostile-files.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 7 && cells[1] is [('Z' or 'J' or 'H'), _, _])
            .Select(cells => $"{cells[1]} | {cells[4]} | {cells[5]}").ToList();
        var made = HostileFile.All.GroupBy(file => file.Family)
            .Select(family => $"{family.Key} | {Rules(family)} | {family.Count()}").ToList();
        var differing = made.Except(listed).Concat(listed.Except(made)).ToList();
        Assert.True(differing.Count == 0, $"the list and the files differ in\n{string.Join('\n', differing)}");

        static string Rules(IEnumerable<HostileFile> family) =>
            string.Join(", ", family.Select(file => file.Rule).Distinct().Order(StringComparer.Ordinal));
    }
}
