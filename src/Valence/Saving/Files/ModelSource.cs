using System.Text.Json;
using Valence.Formats;

namespace Valence.Saving;

/// <summary>The content of a file that may hold a model, from memory or from the open file; what it is is told by
/// <see cref="ModelFormats"/>.</summary>
public sealed class ModelSource : IDisposable
{
    private const int StartBytes = 1 << 16;
    private static readonly long MaxFileBytes = new Hdf5Limits().MaxFileBytes;
    private static readonly ZipLimits ArchiveLimits = KerasArchive.Limits with { MaxMembers = 1 << 20 };
    private readonly Lazy<ReadOnlyMemory<byte>> _bytes;
    private readonly Lazy<ReadOnlyMemory<byte>> _start;
    private readonly Lazy<ZipReader> _archive;
    private readonly Lazy<Hdf5File> _hdf5;
    private readonly Lazy<JsonElement?> _json;

    /// <summary>Bytes that are in memory.</summary>
    /// <param name="bytes">The content; it must not change while in use.</param>
    /// <param name="name">What messages call it.</param>
    public ModelSource(ReadOnlyMemory<byte> bytes, string name) : this(ByteSource.Of(bytes), name)
    {
    }

    /// <summary>Bytes that are read where they are needed, such as those of an archive's member.</summary>
    /// <param name="content">The content, which is closed with this source.</param>
    /// <param name="name">What messages call it.</param>
    public ModelSource(ByteSource content, string name)
    {
        Content = content;
        Place = new(name);
        _bytes = new(All);
        _start = new(() => Content.Slice(0, (int)Math.Min(Content.Length, StartBytes)));
        _archive = new(() => ZipReader.Open(Content, name, ArchiveLimits));
        _hdf5 = new(() => Hdf5File.Open(Content, Place));
        _json = new(() => JsonContent.Of(this));
    }

    /// <summary>All of the content, taken into memory where it is in a file.</summary>
    /// <exception cref="FileFormatException">It is beyond 2 GiB.</exception>
    public ReadOnlyMemory<byte> Bytes => _bytes.Value;

    /// <summary>The number of bytes.</summary>
    public long Length => Content.Length;

    /// <summary>The first bytes, 65,536 at most, by which a form is told.</summary>
    public ReadOnlySpan<byte> Start => _start.Value.Span;

    /// <summary>The file, for messages.</summary>
    public FilePlace Place { get; }

    /// <summary>Whether the content begins as a zip archive does.</summary>
    public bool IsArchive => Start.StartsWith("PK"u8);

    /// <summary>Whether the content begins as an HDF5 file does.</summary>
    public bool IsHdf5 => Start.StartsWith<byte>([0x89, .. "HDF\r\n"u8]);

    /// <summary>The archive, where it is one.</summary>
    /// <exception cref="FileFormatException">The archive breaks a rule.</exception>
    public ZipReader Archive => _archive.Value;

    /// <summary>The HDF5 file, where it is one.</summary>
    /// <exception cref="FileFormatException">The file breaks a rule.</exception>
    public Hdf5File Hdf5 => _hdf5.Value;

    /// <summary>The object of Keras' that the content is as JSON, or null.</summary>
    internal JsonElement? Json => _json.Value;

    /// <summary>The content where it is read.</summary>
    internal ByteSource Content { get; }

    /// <summary>Opens a file, of which no more is read than is asked for; dispose the source to close it.</summary>
    /// <exception cref="FileFormatException">There is no such file, or it is empty, a directory or too
    /// long.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static ModelSource OpenFile(string path)
    {
        try
        {
            RefuseFolder(path);
            return new(ByteSource.OpenFile(path, MaxFileBytes), Path.GetFileName(path));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileFormatException("F05", new(path), "expected a file, there is no such file", "Check the path",
                error);
        }
    }

    /// <summary>Reads a stream into memory, from its position on; it is left open.</summary>
    /// <exception cref="FileFormatException">It has no bytes, or too many.</exception>
    public static ModelSource Read(Stream stream, string name) =>
        new(ByteSource.ReadStream(stream, name, MaxFileBytes), name);

    /// <summary>Closes the file; what is in memory stays.</summary>
    public void Dispose() => Content.Dispose();

    // A model of another program may be a whole folder.
    private static void RefuseFolder(string path)
    {
        if (Directory.Exists(path) && ForeignFile.OfFolder(path) is { } found)
            throw found.Refusal("F02", new(Path.GetFileName(Path.TrimEndingDirectorySeparator(path))));
    }

    private ReadOnlyMemory<byte> All() => Content.Length <= Array.MaxLength ? Content.Slice(0, (int)Content.Length)
        : throw new FileFormatException("F03", Place, $"expected at most {Array.MaxLength} bytes, received "
            + $"{Content.Length}", "Give a smaller file");
}
