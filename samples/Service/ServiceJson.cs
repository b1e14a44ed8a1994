using System.Text.Json.Serialization;

namespace Valence.Samples;

/// <summary>How these types are JSON, without reflection.</summary>
[JsonSerializable(typeof(Asked))]
[JsonSerializable(typeof(Answered))]
internal sealed partial class ServiceJson : JsonSerializerContext;
