namespace Valence.Saving;

/// <summary>A serialized description (a layer, a model, an optimizer) cannot be understood.</summary>
public sealed class ConfigException(string place, string problem) : Exception($"{place}: {problem}")
{
    /// <summary>The path of the field, such as <c>model.layers[2].units</c>.</summary>
    public string Place { get; } = place;
}
