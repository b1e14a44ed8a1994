namespace Valence.Text;

/// <summary>The bytes of a text, in which blank lines do not go on for ever: they cost time and are no texts.</summary>
internal sealed class TextBytes(Stream source, string path) : ForwardStream
{
    private const long MostBlanks = 64 << 20;

    private long _blanks;

    public override int Read(Span<byte> buffer)
    {
        var count = source.Read(buffer);
        if (count > 0 && buffer[..count].IndexOfAnyExcept(" \t\r\n"u8) is >= 0) _blanks = 0;
        else if ((_blanks += count) > MostBlanks)
            throw new DataFileException($"expected texts, found more than {MostBlanks >> 20} MiB of blank lines and "
                + "nothing else between them. Remove them.", path);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }
}
