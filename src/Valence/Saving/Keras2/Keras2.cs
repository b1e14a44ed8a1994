using System.Text.Json;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>Where Keras 2 describes models otherwise than Keras 3.</summary>
internal static class Keras2
{
    /// <summary>Keras 2's name of an input's shape with the batch first; a first layer may have it too.</summary>
    public const string BatchShape = "batch_input_shape";

    /// <summary>What Keras 2 meant by the name of an activation function, where that is another function
    /// today.</summary>
    public static (ActivationFunction Function, string Note)? Activation(string name) => name == "hard_sigmoid"
        ? (ActivationTable.HardSigmoidOfKeras2, "'hard_sigmoid' is read as Keras 2 defines it, "
            + "max(0, min(1, 0.2 x + 0.5)); Keras 3 has x / 6 + 0.5 by that name") : null;

    /// <summary>Whether files of a version are those of Keras 2 or an earlier one.</summary>
    public static bool Wrote(string? version) =>
        version is not null && version.Split('.')[0] is "0" or "1" or "2";

    /// <summary>Refuses what Keras 2 could do and Keras 3 cannot.</summary>
    public static void RequireKnown(ConfigReader config)
    {
        if (config.Bool("time_major", false))
            throw new ConfigException($"{config.Place}.time_major",
                "sequences with time before the batch are not supported. Transpose them and save the model without it");
    }

    /// <summary>The input that the first layer of a sequence declares where no input layer does; null for
    /// none.</summary>
    public static InputLayer? ImpliedInput(IReadOnlyList<(JsonElement Json, string Place)> layers, KerasTables tables)
    {
        if (layers.Count == 0) return null;
        var first = new ConfigReader(layers[0].Json, layers[0].Place, tables);
        if (first.Text("class_name") == "InputLayer") return null;
        var config = new ConfigReader(first.Get("config"), $"{first.Place}.config", tables);
        // Ids are floats by name there; the layer itself knows better.
        return config.Has(BatchShape)
            ? new(config.Shape(BatchShape), first.Text("class_name") == "Embedding" ? ElementType.Int32
                : ElementType.Float32) : null;
    }

    /// <summary>The references of one use of a layer: <c>[[layer, use, tensor, {arguments}], …]</c>, or a single one of
    /// these.</summary>
    public static IReadOnlyList<JsonElement> References(Layer layer, JsonElement node, string place)
    {
        JsonElement[] inputs = IsReference(node) ? [node] : [.. node.EnumerateArray()];
        if (inputs.Length == 0 || !inputs.All(IsReference))
            throw new ConfigException(place, "expected references [layer, use, tensor]", "J14");
        var found = inputs.ToList();
        if (Arguments(node) is not { } arguments) return found;
        foreach (var argument in arguments.EnumerateObject())
            if (IsReference(argument.Value) && !layer.CallArguments.Contains(argument.Name))
                throw new ConfigException(place, $"a tensor argument '{argument.Name}' that {layer.KerasName} does "
                    + "not take", "J14");
        for (var i = 0; i < layer.CallArguments.Count; i++)
        {
            if (!arguments.TryGetProperty(layer.CallArguments[i], out var argument) || !IsReference(argument)) continue;
            // An argument left out before this one has Keras' default, which for attention's key is the value before
            // it.
            while (found.Count > 0 && found.Count < i) found.Add(found[^1]);
            found.Add(argument);
        }
        return found;
    }

    /// <summary>The keyword arguments of one use of a layer, which stand with its first reference; null for
    /// none.</summary>
    public static JsonElement? Arguments(JsonElement node)
    {
        if (node.ValueKind != JsonValueKind.Array || node.GetArrayLength() == 0) return null;
        var first = IsReference(node) ? node : node[0];
        return IsReference(first) && first.GetArrayLength() > 3 && first[3].ValueKind == JsonValueKind.Object ? first[3]
            : null;
    }

    /// <summary>Whether a use of a layer is as in training; null where it does not say so.</summary>
    public static bool? Training(JsonElement node, string place) =>
        Arguments(node) is not { } arguments || !arguments.TryGetProperty("training", out var training) ? null
            : training.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Null => null,
                JsonValueKind.Number => training.GetDouble() != 0,
                _ => throw new ConfigException(place, "expected true or false as argument 'training'", "J14"),
            };

    /// <summary>Whether <paramref name="json"/> is <c>[layer, use, tensor, …]</c>.</summary>
    public static bool IsReference(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() >= 3 && json[0].ValueKind == JsonValueKind.String
            && json[1].ValueKind == JsonValueKind.Number;
}
