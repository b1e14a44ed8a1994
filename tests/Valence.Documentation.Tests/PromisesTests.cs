using System.Text.RegularExpressions;

namespace Valence.Tests;

/// <summary>What docs/borders.md promises is what tests prove.</summary>
public sealed partial class PromisesTests
{
    [Fact]
    public void Every_promise_of_the_page_about_borders_has_tests_that_exist()
    {
        var promises = File.ReadAllLines(Path.Combine(Compiler.Root, "docs", "borders.md"))
            .SkipWhile(line => !line.StartsWith("| promise", StringComparison.Ordinal)).Skip(2).ToArray();
        Assert.NotEmpty(promises);
        var tests = Directory.EnumerateFiles(Path.Combine(Compiler.Root, "tests"), "*Tests.cs",
            SearchOption.AllDirectories).ToLookup(path => Path.GetFileNameWithoutExtension(path), File.ReadAllText);
        foreach (var promise in promises)
        {
            var named = Named().Matches(promise.Split('|')[2]);
            Assert.NotEmpty(named);
            foreach (Match test in named)
                Assert.True(tests[test.Groups[1].Value].Any(text => text.Contains($" {test.Groups[2].Value}(",
                    StringComparison.Ordinal)), $"there is no test {test.Value}");
        }
    }

    [GeneratedRegex("`(\\w+Tests)\\.(\\w+)`")]
    private static partial Regex Named();
}
