using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Valence.Saving;

/// <summary>JSON metadata made at compile time, so that trimmed programs work.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ConfigJson : JsonSerializerContext
{
    /// <summary>The bytes of a text that may be as long as the weights.</summary>
    public static ReadOnlyMemory<byte> Utf8(JsonObject json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) json.WriteTo(writer);
        return buffer.WrittenMemory;
    }
}
