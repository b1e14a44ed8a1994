namespace Valence.Saving;

/// <summary>A serialized description (a layer, a model, an optimizer) cannot be understood.</summary>
/// <param name="place">The path of the field.</param>
/// <param name="problem">What was expected and found, as a sentence without its full stop.</param>
/// <param name="rule">The code of the rule that the description breaks, as docs/hostile-files.md lists them.</param>
public sealed class ConfigException(string place, string problem, string rule = ConfigException.WrongField)
    : ValenceException($"{place}: {problem} ({rule})")
{
    /// <summary>The rule about fields of the wrong kind or out of range.</summary>
    internal const string WrongField = "J11";

    /// <summary>The path of the field, such as <c>model.layers[2].units</c>.</summary>
    public string Place { get; } = place;

    /// <summary>The code of the rule, such as <c>J06</c>.</summary>
    public string Rule { get; } = rule;
}
