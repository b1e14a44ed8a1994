namespace Valence.Formats;

/// <summary>An attribute to write: its type and shape as messages, and its values as bytes or as texts for the
/// heap.</summary>
internal sealed record Hdf5AttributeContent(
    string Name, byte[] Type, byte[] Space, byte[] Values, IReadOnlyList<ReadOnlyMemory<byte>>? HeapTexts);
