using System.Reflection;
using System.Text.RegularExpressions;

namespace Valence.Tests;

/// <summary>The page of names speaks of types and members that there are.</summary>
public sealed partial class KerasNamesTests
{
    [Fact]
    public void Names_on_the_page_exist()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var library in Directory.GetFiles(AppContext.BaseDirectory, "Valence*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !name.EndsWith(".Tests", StringComparison.Ordinal)))
            foreach (var type in Assembly.Load(library).GetExportedTypes())
            {
                names.Add(type.Name.Split('`')[0]);
                foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic
                    | BindingFlags.Instance | BindingFlags.Static))
                    if (member is not MethodBase { IsPrivate: true } and not MethodBase { IsAssembly: true })
                        names.Add(member.Name);
            }
        var page = File.ReadAllLines(Path.Combine(Compiler.Root, "docs", "keras-to-valence.md"));
        var told = page.Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Split(" | ") is [_, _])
            .SelectMany(line => Code().Matches(line.Split(" | ")[1])).SelectMany(match => Name().Matches(match.Value))
            .Select(match => match.Value).ToHashSet();
        Assert.True(told.Count > 60, $"Only {told.Count} names were found on the page.");
        Assert.Empty(told.Except(names));
    }

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\b[A-Z][A-Za-z0-9]+")]
    private static partial Regex Name();
}
