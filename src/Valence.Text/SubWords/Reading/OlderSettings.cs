using System.Text.Json;
using Valence.Formats;

namespace Valence.Text;

/// <summary>The settings of a <c>tokenizer_config.json</c> that say how a vocabulary beside it is used; defaults where
/// there is no such file.</summary>
internal sealed class OlderSettings
{
    private readonly Fields? _fields;

    public OlderSettings(string path)
    {
        if (File.Exists(path))
            _fields = new(StrictJson.Parse(FileBytes.Read(path, new JsonLimits().MaxBytes), new(path)), new(path), "");
    }

    /// <summary>A flag.</summary>
    public bool Flag(string name, bool missing) => _fields?.Flag(name, missing) ?? missing;

    /// <summary>A flag, or null.</summary>
    public bool? Flag(string name) => _fields is { } fields && fields.Has(name) ? fields.Flag(name) : null;

    /// <summary>A special token, which newer files describe by an object.</summary>
    public string Token(string name, string missing) =>
        _fields?.Find(name) is { ValueKind: JsonValueKind.Object } ? _fields.Object(name).Text("content")
            : Text(name) ?? missing;

    /// <summary>A text, or null.</summary>
    public string? Text(string name) => _fields?.TextOrNull(name);

    /// <summary>Refuses a setting that says what no vocabulary file can be used by.</summary>
    public void Refuse(string name, Func<JsonElement, bool> isUsual, string expected)
    {
        if (_fields?.Find(name) is { } value && !isUsual(value))
            throw _fields.Refuse("T01", name, expected, Fields.Shown(value));
    }
}
