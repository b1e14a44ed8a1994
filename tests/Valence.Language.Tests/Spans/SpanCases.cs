using System.Text.Json;
using Valence.Tests.Pretrained;

namespace Valence.Language.Tests.Spans;

/// <summary>The recorded sets of label sequences.</summary>
internal static class SpanCases
{
    public static IReadOnlyList<JsonElement> All()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(ReferenceFolder.Path("tasks", "spans.json")));
        return [.. document.RootElement.EnumerateArray().Select(element => element.Clone())];
    }

    public static string[][] Labels(this JsonElement own, string key) =>
        [.. own.GetProperty(key).EnumerateArray().Select(row => row.EnumerateArray()
            .Select(label => label.GetString()!).ToArray())];

    public static LabelScheme Scheme(this JsonElement own) => own.GetProperty("scheme").GetString() switch
    {
        "IOE" => LabelScheme.Ioe2,
        var name => LabelScheme.Named(name!),
    };
}
