using System.Text.Json.Nodes;
using Valence.Constraints;
using Valence.Initializers;
using Valence.Layers;
using Valence.Regularizers;

namespace Valence.Saving;

/// <summary>Writes the fields of one object in Keras' serialized form.</summary>
public sealed class ConfigWriter(KerasTables tables)
{
    /// <summary>How objects become class names.</summary>
    public KerasTables Tables => tables;

    /// <summary>The <c>config</c> object written so far.</summary>
    public JsonObject Json { get; } = [];

    /// <summary>Keyword arguments of the layer's calls, written by <see cref="SetCall"/>.</summary>
    public JsonObject Call { get; } = [];

    /// <summary>Writes a plain value that Keras takes as a keyword argument of the call and not of the constructor; it
    /// is part of a functional model's nodes.</summary>
    public ConfigWriter SetCall(string name, JsonNode? value)
    {
        Call[name] = value;
        return this;
    }

    /// <summary>Writes a plain value: a number, a text, a truth value or null.</summary>
    public ConfigWriter Set(string name, JsonNode? value)
    {
        Json[name] = PythonNumber.Of(value);
        return this;
    }

    /// <summary>Writes a list of integers.</summary>
    public ConfigWriter Set(string name, IEnumerable<int>? values) =>
        Set(name, values is null ? null : new JsonArray([.. values.Select(value => JsonValue.Create(value))]));

    /// <summary>Writes a list of numbers.</summary>
    public ConfigWriter Set(string name, IEnumerable<float>? values) => Set(name, values is null ? null
        : new JsonArray([.. values.Select(value => PythonNumber.Of(JsonValue.Create(value)))]));

    /// <summary>Writes a list of numbers in double precision.</summary>
    internal ConfigWriter Set(string name, IEnumerable<double>? values) => Set(name, values is null ? null
        : new JsonArray([.. values.Select(value => PythonNumber.Of(JsonValue.Create(value)))]));

    /// <summary>Writes a list of integers of up to 64 bits.</summary>
    internal ConfigWriter Set(string name, IEnumerable<long>? values) =>
        Set(name, values is null ? null : new JsonArray([.. values.Select(value => JsonValue.Create(value))]));

    /// <summary>Writes a list of texts.</summary>
    internal ConfigWriter Set(string name, IEnumerable<string>? values) =>
        Set(name, values is null ? null : new JsonArray([.. values.Select(value => JsonValue.Create(value))]));

    /// <summary>Writes lengths of axes, null for unknown ones.</summary>
    public ConfigWriter Set(string name, Shape shape) => Set(name, Axes(shape));

    /// <summary>Writes a named value in Keras' snake case.</summary>
    public ConfigWriter Choice<T>(string name, T value) where T : struct, Enum =>
        Set(name, Naming.SnakeCase(value.ToString()));

    /// <summary>Writes an activation function by name, a layer that is one with its fields; the identity where it is
    /// null.</summary>
    public ConfigWriter Activation(string name, ActivationFunction? activation) =>
        Set(name, activation?.Of is LayerActivation { Layer: var layer } ? tables.Layers.Write(layer, tables)
            : activation?.Name ?? (JsonNode)"linear");

    /// <summary>Writes an initializer.</summary>
    public ConfigWriter Initializer(string name, Initializer value) =>
        Set(name, tables.Initializers.Write(value, tables));

    /// <summary>Writes a regularizer or null.</summary>
    public ConfigWriter Regularizer(string name, Regularizer? value) =>
        Set(name, value is null ? null : tables.Regularizers.Write(value, tables));

    /// <summary>Writes a constraint or null.</summary>
    public ConfigWriter Constraint(string name, Constraint? value) =>
        Set(name, value is null ? null : tables.Constraints.Write(value, tables));

    /// <summary>Writes a layer inside this one.</summary>
    public ConfigWriter Layer(string name, Layer value) => Set(name, tables.Layers.Write(value, tables));

    /// <summary>Writes layers inside this one.</summary>
    public ConfigWriter Layers(string name, IEnumerable<Layer> values) =>
        Set(name, new JsonArray([.. values.Select(value => tables.Layers.Write(value, tables))]));

    /// <summary>Lengths of axes, null for unknown ones.</summary>
    internal static JsonArray Axes(Shape shape)
    {
        var axes = new JsonArray();
        foreach (var length in shape.AsSpan()) axes.Add((JsonNode?)(length < 0 ? null : JsonValue.Create(length)));
        return axes;
    }
}
