using System.Text.Json;

namespace Valence.Classification.Tests.Evaluation;

/// <summary>Classification reports from scikit-learn: <c>VALENCE_GOLDEN</c>, or <c>shared/golden</c> beside the
/// repository.</summary>
internal static class GoldenReports
{
    /// <summary>All cases. Skips where the folder is missing.</summary>
    public static JsonElement[] Cases()
    {
        var root = Find();
        Assert.SkipWhen(root is null, "the reference cases are not here (set VALENCE_GOLDEN, or put shared/golden "
            + "beside the repository)");
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "data", "reports.json")));
        JsonElement[] cases = [.. json.RootElement.Clone().EnumerateArray()];
        Assert.NotEmpty(cases);
        return cases;
    }

    public static int[] Ints(this JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    public static double[] Probabilities(this JsonElement json) => [.. json.GetProperty("y_prob").EnumerateArray()
        .SelectMany(row => row.EnumerateArray()).Select(value => value.GetDouble())];

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("VALENCE_GOLDEN") is { Length: > 0 } given)
            return Directory.Exists(given) ? given
                : throw new DirectoryNotFoundException(
                    $"VALENCE_GOLDEN names the folder '{given}', which does not exist.");
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Valence.slnx")))
            directory = directory.Parent;
        var folder = directory?.Parent is { } above ? Path.Combine(above.FullName, "shared", "golden") : null;
        return folder is not null && Directory.Exists(folder) ? folder : null;
    }
}
