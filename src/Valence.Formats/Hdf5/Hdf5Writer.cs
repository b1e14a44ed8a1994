namespace Valence.Formats;

/// <summary>Writes HDF5 files of the family that Keras and h5py write: superblock version 0, groups with symbol tables,
/// contiguous datasets without filters.</summary>
/// <remarks>Fill <see cref="Root"/>, then save. The same content gives the same bytes.</remarks>
public sealed class Hdf5Writer
{
    /// <summary>The group that holds everything.</summary>
    public Hdf5GroupWriter Root { get; } = new();

    /// <summary>Writes the file at <paramref name="path"/>, replacing it only when everything is written.</summary>
    public void Save(string path) => ReplacedFile.Write(path, Write);

    /// <summary>The content of the file.</summary>
    /// <exception cref="OverflowException">The file would exceed 2 GiB; save it to a path instead.</exception>
    public byte[] ToBytes()
    {
        var assembly = new Hdf5Assembly(Root);
        var bytes = new byte[checked((int)assembly.Length)];
        assembly.Write(new MemoryStream(bytes));
        return bytes;
    }

    /// <summary>Writes the file to <paramref name="stream"/> from its position on.</summary>
    public void Write(Stream stream) => new Hdf5Assembly(Root).Write(stream);
}
