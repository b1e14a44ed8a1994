namespace Valence.Formats;

/// <summary>Bytes in a pickle.</summary>
internal sealed record PickledBytes(byte[] Bytes);
