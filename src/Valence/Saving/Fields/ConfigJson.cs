using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Valence.Saving;

/// <summary>JSON metadata made at compile time, so that trimmed programs work.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ConfigJson : JsonSerializerContext;
