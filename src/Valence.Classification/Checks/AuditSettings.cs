using Valence.Text;

namespace Valence.Classification;

/// <summary>How <see cref="DataAudit"/> looks at texts.</summary>
public sealed record AuditSettings
{
    /// <summary>Texts of a test, which none of those to learn from should repeat; none by default.</summary>
    public IReadOnlyList<LabelledText> Test { get; init; } = [];

    /// <summary>What is not looked at, of <see cref="DataAudit.CheckNames"/>; nothing by default. <c>doubted
    /// labels</c>, which holds labels against what models answer that did not learn from their rows, takes most of the
    /// time.</summary>
    public IReadOnlyCollection<string> Skipped { get; init; } = [];

    /// <summary>A pre-trained encoder, by whose vectors texts are found that mean nearly the same in other words; none
    /// by default.</summary>
    public TextEmbedder? Embedder { get; init; }

    /// <summary>Decides which rows judge which; 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>Called with the name of each check before it begins.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Ends the audit.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What the numbers of rows count, such as the lines of a file.</summary>
    internal string Counted { get; init; } = "row";
}
