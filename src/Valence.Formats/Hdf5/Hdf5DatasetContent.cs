namespace Valence.Formats;

/// <summary>A dataset to write: its type and shape as messages, its attributes, and how to write its
/// elements.</summary>
internal sealed record Hdf5DatasetContent(byte[] Type, byte[] Space, long Length, Action<Stream> Write)
{
    public IReadOnlyList<Hdf5AttributeContent> Attributes { get; init; } = [];
}
