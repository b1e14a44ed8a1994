using Valence.Text;

namespace Valence.Classification;

/// <summary>How <see cref="DataAudit"/> looks at texts.</summary>
public sealed record AuditSettings
{
    /// <summary>Texts of a test, which none of those to learn from should repeat; none by default.</summary>
    public IReadOnlyList<LabelledText> Test { get; init; } = [];

    /// <summary>Whether labels are held against what models answer that did not learn from their rows; it takes most of
    /// the time. True by default.</summary>
    public bool DoubtsLabels { get; init; } = true;

    /// <summary>Decides which rows judge which; 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>Called with the name of each check before it begins.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Ends the audit.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What the numbers of rows count, such as the lines of a file.</summary>
    internal string Counted { get; init; } = "row";
}
