using System.Text;
using Valence.Formats;

namespace Valence.Text;

/// <summary>A file of texts, whose beginning is looked at before it is read. What comes only once, such as from a pipe,
/// is opened once: its beginning is kept until <see cref="Settle"/>.</summary>
internal sealed class TextFile
{
    private const int BufferBytes = 1 << 16;

    private readonly OnceRead? _once;
    private (Encoding? Encoding, TextSample Sample)? _sampled;

    private TextFile(string path, OnceRead? once) => (Path, _once) = (path, once);

    /// <summary>The file as messages name it.</summary>
    public string Path { get; }

    /// <summary>The file at a path: a regular one, a pipe or a device.</summary>
    /// <exception cref="DataFileException">There is none, or it cannot be read.</exception>
    public static TextFile At(string path) => TextSource.Guard(path, () => FileFacts.Of(path) switch
    {
        { Type: FileType.Folder } => throw new DataFileException("expected a file, found a folder.", path),
        null or { Type: FileType.Regular } => new TextFile(path, null),
        _ => new(path, new(OpenFile(path))),
    });

    /// <summary>What comes from a stream, which is closed with the last reader.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What messages call them.</param>
    public static TextFile Of(Stream stream, string name) => new(name, new(stream));

    /// <summary>The same, where only a regular file will do.</summary>
    /// <exception cref="DataFileException">It is none; it is not opened.</exception>
    public static TextFile Regular(string path) => At(TextSource.Guard(path, () => FileFacts.Of(path) switch
    {
        null or { Type: FileType.Regular or FileType.Folder } => path,
        var other => throw new DataFileException($"expected a file, found {other.Named}. Take it out, or put a file "
            + "in its place.", path),
    }));

    /// <summary>The unpacked bytes from the first on.</summary>
    /// <exception cref="DataFileException">The file cannot be read.</exception>
    public Stream Open() => TextSource.Guard<Stream>(Path, () =>
    {
        var bytes = new StartedStream(_once?.Open() ?? OpenFile(Path));
        return new TextBytes(bytes.Start is [GzipFile.Magic0, GzipFile.Magic1] ? new GzipFile(bytes, Path) : bytes,
            Path);
    });

    /// <summary>The beginning, decoded, which several look at.</summary>
    public TextSample Sample(Encoding? encoding, Func<TextFile, Encoding?, TextSample> read)
    {
        if (_sampled is not { } known || known.Encoding != encoding)
            _sampled = known = (encoding, read(this, encoding));
        return known.Sample;
    }

    /// <summary>Nobody opens the file any more: what was read is kept no longer.</summary>
    public void Settle()
    {
        _sampled = null;
        _once?.Settle();
    }

    private static FileStream OpenFile(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read,
        BufferBytes, FileOptions.SequentialScan);
}
