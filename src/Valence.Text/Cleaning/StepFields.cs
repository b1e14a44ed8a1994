using System.Text.Json;
using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>The parameters of one saved step; what nobody asked for is refused.</summary>
internal sealed class StepFields(JsonObject saved, string place)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public string Step => Text("step", "");

    public string Text(string name, string byDefault) => Field(name) is not { } field ? byDefault
        : field.GetValueKind() == JsonValueKind.String ? field.GetValue<string>()
        : throw Wrong($"a text as '{name}'", field.ToJsonString());

    public bool Flag(string name, bool byDefault) => Field(name) is not { } field ? byDefault
        : field.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? field.GetValue<bool>()
        : throw Wrong($"true or false as '{name}'", field.ToJsonString());

    public void RefuseUnread()
    {
        foreach (var (name, _) in saved)
            if (!_read.Contains(name)) throw Wrong($"only {string.Join(", ", _read)}", $"'{name}'");
    }

    public TextCleaningException Wrong(string expected, string found) =>
        new($"Expected in {place} {expected}, found {found}.");

    private JsonNode? Field(string name)
    {
        _read.Add(name);
        return saved[name];
    }
}
