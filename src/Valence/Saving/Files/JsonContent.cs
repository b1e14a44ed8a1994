using System.Text;
using System.Text.Json;
using Valence.Formats;

namespace Valence.Saving;

/// <summary>The JSON of one of Keras' objects in a file.</summary>
internal static class JsonContent
{
    // Vocabularies make tokenizers large.
    private static readonly JsonLimits Limits = new() { MaxBytes = 1 << 28 };

    /// <summary>The object that a content holds, or null where it holds none of Keras'. One that stands in a JSON text,
    /// as <c>json.dump(model.to_json(), file)</c> writes it, is taken out of it.</summary>
    /// <exception cref="FileFormatException">It begins as one and breaks a rule of JSON.</exception>
    public static JsonElement? Of(ModelSource source)
    {
        var start = source.Start.TrimStart("\ufeff \t\r\n"u8);
        if (start is not [(byte)'{' or (byte)'"', ..] || start.IndexOf("class_name"u8) < 0) return null;
        var json = StrictJson.Parse(source.Bytes.Span, source.Place, Limits);
        if (json.ValueKind == JsonValueKind.String)
            json = StrictJson.Parse(Encoding.UTF8.GetBytes(json.GetString()!), source.Place, Limits);
        return json.ValueKind == JsonValueKind.Object ? json : null;
    }
}
