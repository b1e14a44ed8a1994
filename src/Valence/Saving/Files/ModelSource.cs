using Valence.Formats;

namespace Valence.Saving;

/// <summary>The bytes of a file that may hold a model, read once; what they are is told by
/// <see cref="ModelFormats"/>.</summary>
public sealed class ModelSource
{
    private static readonly ZipLimits ArchiveLimits = KerasArchive.Limits with { MaxMembers = ushort.MaxValue };
    private readonly Lazy<ZipReader> _archive;
    private readonly Lazy<Hdf5File> _hdf5;

    /// <summary>Bytes that are in memory.</summary>
    /// <param name="bytes">The content; it must not change while in use.</param>
    /// <param name="name">What messages call it.</param>
    public ModelSource(ReadOnlyMemory<byte> bytes, string name)
    {
        Bytes = bytes;
        Place = new(name);
        _archive = new(() => ZipReader.Open(Bytes, name, ArchiveLimits));
        _hdf5 = new(() => Hdf5File.Open(Bytes, Place));
    }

    /// <summary>The content.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The file, for messages.</summary>
    public FilePlace Place { get; }

    /// <summary>Whether the content begins as a zip archive does.</summary>
    public bool IsArchive => Bytes.Span.StartsWith("PK"u8);

    /// <summary>Whether the content begins as an HDF5 file does.</summary>
    public bool IsHdf5 => Bytes.Span.StartsWith<byte>([0x89, .. "HDF\r\n"u8]);

    /// <summary>The archive, where it is one.</summary>
    /// <exception cref="FileFormatException">The archive breaks a rule.</exception>
    public ZipReader Archive => _archive.Value;

    /// <summary>The HDF5 file, where it is one.</summary>
    /// <exception cref="FileFormatException">The file breaks a rule.</exception>
    public Hdf5File Hdf5 => _hdf5.Value;

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileFormatException">There is no such file, or it is empty, a directory or beyond 2
    /// GiB.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModelSource Read(string path)
    {
        try
        {
            return new(FileBytes.Read(path, new Hdf5Limits().MaxFileBytes), Path.GetFileName(path));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileFormatException("F05", new(path), "expected a file, there is no such file", "Check the path",
                error);
        }
    }
}
