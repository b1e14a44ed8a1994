namespace Valence.Saving;

/// <summary>A serialized description (a layer, a model, an optimizer) cannot be understood.</summary>
/// <param name="place">The path of the field.</param>
/// <param name="problem">What was expected, what was found, and what to do.</param>
/// <param name="rule">The rule's short code.</param>
public sealed class ConfigException(string place, string problem, string rule = ConfigException.FieldRule) : Exception($"{place}: {problem}")
{
    /// <summary>The rule about fields: one is missing, of another type, or out of range.</summary>
    public const string FieldRule = "K-FIELD";

    /// <summary>The rule about classes: the file names one that is not known.</summary>
    public const string ClassRule = "K-CLASS";

    /// <summary>The rule about code: the file holds some, which is never run.</summary>
    public const string CodeRule = "K-CODE";

    /// <summary>The short code of the rule that was broken.</summary>
    public string Rule { get; } = rule;

    /// <summary>The path of the field, such as <c>model.layers[2].units</c>.</summary>
    public string Place { get; } = place;
}
