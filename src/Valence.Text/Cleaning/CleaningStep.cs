using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>One named change of a text, with its parameters. It keeps no state and may be shared between
/// threads.</summary>
public abstract record CleaningStep
{
    private protected CleaningStep()
    {
    }

    /// <summary>The name of the step in a saved cleaning.</summary>
    public abstract string Name { get; }

    /// <summary>The changed text.</summary>
    public abstract string Apply(string text);

    /// <summary>Adds the parameters to the saved step; none unless overridden.</summary>
    internal virtual void Write(JsonObject step)
    {
    }
}
