namespace Valence.Formats;

/// <summary>One message of an object header.</summary>
/// <param name="Type">What it describes.</param>
/// <param name="Data">Its content.</param>
/// <param name="Offset">Where the content is in the file.</param>
internal readonly record struct Hdf5Message(Hdf5MessageType Type, ReadOnlyMemory<byte> Data, long Offset);
