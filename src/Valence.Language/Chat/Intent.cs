namespace Valence.Language;

/// <summary>Something that is meant by questions, and what is answered to them.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Patterns">Questions that mean it, at least one unless it is the fallback.</param>
/// <param name="Responses">Answers, of which one is given; at least one.</param>
public sealed record Intent(string Tag, IReadOnlyList<string> Patterns, IReadOnlyList<string> Responses)
{
    /// <summary>The state in which a conversation is once this was answered; empty to end the one it is in, null to
    /// leave it (<c>context_set</c>, or <c>context</c>, of <c>intents.json</c>).</summary>
    public string? SetsContext { get; init; }

    /// <summary>The states in which alone it is answered; empty for any (<c>context_filter</c>).</summary>
    public IReadOnlyList<string> Contexts { get; init; } = [];
}
