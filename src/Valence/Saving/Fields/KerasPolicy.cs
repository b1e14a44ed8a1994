using System.Text.Json;

namespace Valence.Saving;

/// <summary>Keras' <c>dtype</c> of a layer: how its numbers are stored and computed. Every floating-point policy loads
/// as float32.</summary>
internal static class KerasPolicy
{
    private static readonly string[] Float = ["float32", "float16", "bfloat16", "float64", "mixed_float16",
        "mixed_bfloat16"];
    private static readonly string[] Other = ["int8", "int16", "int32", "int64", "uint8", "bool", "string"];

    /// <summary>Refuses a layer with quantized weights.</summary>
    /// <exception cref="ConfigException">The policy is a quantized one, or none that Keras has.</exception>
    public static void RequireFloat(ConfigReader config)
    {
        if (config.Has("quantization_config")) throw Quantized(config, "quantization_config");
        if (!config.Has("dtype")) return;
        var json = config.Get("dtype");
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                Require(config, json.GetString()!);
                break;
            case JsonValueKind.Object when new ConfigReader(json, $"{config.Place}.dtype", config.Tables) is var policy:
                var name = policy.Text("class_name");
                if (name.Contains("Quantized", StringComparison.Ordinal)) throw Quantized(config, "dtype");
                if (name == "DTypePolicyMap")
                {
                    RequireMap(config, policy);
                    break;
                }
                if (name is not ("DTypePolicy" or "Policy" or "FloatDTypePolicy"))
                    throw config.Wrong("dtype", "a policy such as 'float32'");
                Require(config, new ConfigReader(policy.Get("config"), $"{policy.Place}.config", config.Tables)
                    .Text("name"));
                break;
            default:
                throw config.Wrong("dtype", "a policy such as 'float32'");
        }
    }

    /// <summary>Notes that what the file computes in another floating-point type is computed in float32.</summary>
    public static void NoteFloat(ConfigReader config, string name)
    {
        if (name != "float32")
            config.Tables.Notes?.Add($"layers of the policy '{name}' compute in float32", config.Text("name", "?"));
    }

    private static void Require(ConfigReader config, string name)
    {
        if (Float.Contains(name) || Other.Contains(name))
        {
            if (Float.Contains(name)) NoteFloat(config, name);
            return;
        }
        throw name.Contains("int8", StringComparison.Ordinal) || name.Contains("int4", StringComparison.Ordinal)
            || name.Contains("float8", StringComparison.Ordinal)
            ? Quantized(config, "dtype") : config.Wrong("dtype", "a policy such as 'float32'");
    }

    // Policies of the layers inside, by their paths.
    private static void RequireMap(ConfigReader config, ConfigReader policy)
    {
        var map = new ConfigReader(policy.Get("config"), $"{policy.Place}.config", config.Tables);
        if (map.Has("default_policy") && map.Get("default_policy") is { ValueKind: JsonValueKind.String } common)
            Require(config, common.GetString()!);
        if (!map.Has("policy_map")) return;
        if (map.Get("policy_map") is not { ValueKind: JsonValueKind.Object } policies)
            throw map.Wrong("policy_map", "policies by path");
        foreach (var entry in policies.EnumerateObject())
        {
            var one = new ConfigReader(entry.Value, $"{map.Place}.policy_map", config.Tables);
            if (one.Text("class_name").Contains("Quantized", StringComparison.Ordinal))
                throw Quantized(config, "dtype");
            Require(config, new ConfigReader(one.Get("config"), one.Place, config.Tables).Text("name"));
        }
    }

    private static ConfigException Quantized(ConfigReader config, string field) =>
        new($"{config.Place}.{field}", $"the layer '{config.Text("name", "?")}' is quantized, which is not read. "
            + "Save the model before quantizing it", "J20");
}
