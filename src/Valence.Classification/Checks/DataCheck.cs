namespace Valence.Classification;

/// <summary>A check of texts with labels: one class, and one row of <see cref="DataAudit"/>.</summary>
internal abstract class DataCheck
{
    /// <summary>What findings call it.</summary>
    public abstract string Name { get; }

    /// <summary>Why the check says nothing of such texts; null where it looks.</summary>
    public virtual string? LeftOut(CheckedTexts texts) => null;

    /// <summary>What of such texts the check says nothing of although it looks, and why; null where it looks at
    /// all.</summary>
    public virtual string? PartLeftOut(CheckedTexts texts) => null;

    /// <summary>What stands out.</summary>
    public abstract IEnumerable<Finding> Look(CheckedTexts texts);
}
