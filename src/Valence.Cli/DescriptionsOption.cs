using System.CommandLine;
using System.Text.Json;
using Valence.Classification;
using Valence.Formats;

namespace Valence.Cli;

/// <summary>What labels mean, for a recipe that learns from few texts of each.</summary>
internal static class DescriptionsOption
{
    private const int MostBytes = 1 << 24;

    /// <summary>The option <c>--descriptions</c>.</summary>
    public static Option<string?> Create() => new("--descriptions")
    {
        Description = $"For the recipe {Recipes.EmbeddingsName}: a file of JSON with what labels mean, in a few words "
            + "each, such as {\"billing\": \"invoices, payments and refunds\"}. A label that is not there is known by "
            + "its name, as all are when not given.",
        HelpName = "FILE",
    };

    /// <summary>The descriptions by label; null where none are given.</summary>
    /// <exception cref="UsageException">They are given for another recipe, or the file holds something
    /// else.</exception>
    public static IReadOnlyDictionary<string, string>? Of(string? path, IEnumerable<string?> recipes)
    {
        if (path is null) return null;
        if (!recipes.Contains(Recipes.EmbeddingsName))
            throw new UsageException($"--descriptions belongs to --recipe {Recipes.EmbeddingsName}. Give that too, or "
                + "leave --descriptions out.");
        var json = StrictJson.Parse(UsageException.Reading(path, () => FileBytes.Read(path, MostBytes)), new(path));
        var isObject = json.ValueKind == JsonValueKind.Object;
        foreach (var label in isObject ? json.EnumerateObject() : default)
            isObject &= label.Value.ValueKind == JsonValueKind.String;
        return isObject ? json.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!)
            : throw new UsageException($"--descriptions: expected an object with a text for each label in '{path}', "
                + "found something else.");
    }
}
