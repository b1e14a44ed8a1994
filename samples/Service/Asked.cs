namespace Valence.Samples;

/// <summary>What a caller sends.</summary>
internal sealed record Asked(string? Text);
