using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>An operation of <c>keras.ops</c> in Keras' serialized form.</summary>
internal static class OperationConfig
{
    // Where Keras keeps operations; a module that is none of these is a layer's.
    private static readonly string[] Packages = ["keras.src.ops.", "keras.src.activations."];

    /// <summary>The operation that a step of a graph is, or null where it is a layer.</summary>
    /// <exception cref="ConfigException">It is an operation that is not known.</exception>
    public static KerasOperation? Find(ConfigReader json)
    {
        var name = json.Text("class_name");
        if (json.OptionalText("module") is { } module)
            return !Packages.Any(package => module.StartsWith(package, StringComparison.Ordinal)) ? null
                : KerasOperations.Find(module, name) ?? throw Unknown($"{module}.{name}");
        if (name is "TFOpLambda" or "SlicingOpLambda" or "TensorFlowOpLayer")
            throw new ConfigException(json.Place, $"an operation of TensorFlow ({name}), which Keras 2 kept by "
                + "TensorFlow's own names. Save the model again with Keras 3", "J06");
        // The older form has no modules. Its layers all say whether they are trained, and its inputs of which type they
        // are; operations say neither.
        var config = json.Get("config");
        if (config.ValueKind != JsonValueKind.Object || config.TryGetProperty("trainable", out _)
            || config.TryGetProperty("batch_shape", out _) || json.Json.TryGetProperty("registered_name", out _)
            || !json.Items("inbound_nodes").Any(node => node.Json.ValueKind == JsonValueKind.Object)) return null;
        var found = KerasOperations.All.Where(operation => operation.ClassName == name).ToList();
        // But for a few layers whose constructors take neither.
        if (found.Count == 0 && (json.Tables.Layers.Rows.Any(row => row.ClassName == name)
            || RefusedClasses.Find("layer", name) is not null)) return null;
        return found.Count == 1 ? found[0] : throw Unknown(name);

        ConfigException Unknown(string fullName)
        {
            var parts = fullName.Split('.');
            var reason = RefusedOperations.Reasons.GetValueOrDefault(
                string.Join('.', parts[^Math.Min(2, parts.Length)..]));
            return new(json.Place, $"the operation {FilePlace.Shown(fullName)}, which Valence does not have"
                + $"{(reason is null ? "" : $": {reason}")}. docs/keras-ops.md lists those it has", "J06");
        }
    }

    /// <summary>Whether the description is that of an operation.</summary>
    public static bool IsOperation(JsonObject json) => json["module"]?.GetValue<string>() is { } module
        && Packages.Any(package => module.StartsWith(package, StringComparison.Ordinal));

    /// <summary>The step of a graph for one use.</summary>
    public static OperationStep Step(KerasOperation operation, ConfigReader json, string name, UseArguments arguments)
    {
        var config = json.Get("config");
        if (config.ValueKind != JsonValueKind.Object)
            throw new ConfigException(json.Place, "expected an object 'config'", "J14");
        var fields = config.EnumerateObject().Where(field => field.Name != "name" || operation.Fields.Contains("name"))
            .ToDictionary(field => field.Name, field => NodeArguments.ReadOne(field.Value, json.Place,
                _ => throw new ConfigException(json.Place, "a tensor of the graph among the fields", "J14")));
        return new(operation, fields, arguments) { Name = name, Budget = json.Tables.Budget };
    }

    /// <summary>Keras' form of the operation of a step.</summary>
    public static JsonObject Write(OperationStep step)
    {
        var fields = new JsonObject { ["name"] = step.Name };
        foreach (var (name, value) in step.Fields)
            fields[name] = NodeArguments.Write(value,
                _ => throw new InvalidOperationException("Fields hold no tensors."));
        return new()
        {
            ["module"] = step.Operation.FullModule,
            ["class_name"] = step.Operation.ClassName,
            ["config"] = fields,
            ["registered_name"] = step.Operation.ClassName,
        };
    }
}
