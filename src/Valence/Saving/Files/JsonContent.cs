using System.Text;
using System.Text.Json;
using Valence.Formats;

namespace Valence.Saving;

/// <summary>The JSON of one of Keras' objects in a file.</summary>
internal static class JsonContent
{
    /// <summary>The object that a content holds, or null where it holds none of Keras'. One that stands in a JSON text,
    /// as <c>json.dump(model.to_json(), file)</c> writes it, is taken out of it.</summary>
    /// <exception cref="FileFormatException">It begins as one and breaks a rule of JSON.</exception>
    public static JsonElement? Of(ModelSource source)
    {
        var start = source.Start.TrimStart("\ufeff \t\r\n"u8);
        if (start is not [(byte)'{' or (byte)'"', ..] || start.IndexOf("class_name"u8) < 0) return null;
        // What another program wrote with json.dump may be a text as a whole.
        var limits = JsonLimits.For(source.Length) with { MaxTextBytes = int.MaxValue };
        var json = StrictJson.ParseInPlace(source.Bytes, source.Place, limits);
        if (json.ValueKind == JsonValueKind.String)
            json = StrictJson.ParseInPlace(Encoding.UTF8.GetBytes(json.GetString()!), source.Place, limits);
        return json.ValueKind == JsonValueKind.Object ? json : null;
    }
}
