namespace Valence.Formats;

/// <summary>How large a JSON text may be before it is refused. The defaults suit a model's
/// <c>config.json</c>.</summary>
public sealed record JsonLimits
{
    /// <summary>Bytes of the text; 16 MiB by default.</summary>
    public int MaxBytes { get; init; } = 16 << 20;

    /// <summary>Nested objects and arrays; 96 by default.</summary>
    public int MaxDepth { get; init; } = 96;

    /// <summary>Values of any kind, those inside others included; 2,000,000 by default. A value of two bytes takes some
    /// forty in memory.</summary>
    public int MaxValues { get; init; } = 2_000_000;
}
