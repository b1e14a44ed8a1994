namespace Valence.Backends;

/// <summary>The empty table: every operation runs its plain definition. Slow, obvious, and what other backends are
/// compared with.</summary>
public sealed class ReferenceBackend : Backend
{
    /// <inheritdoc/>
    public override string Name => "reference";
}
