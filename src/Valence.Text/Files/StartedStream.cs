namespace Valence.Text;

/// <summary>A stream whose first two bytes, or the one that has come, are known before it is read.</summary>
internal sealed class StartedStream : ForwardStream
{
    private readonly Stream _source;
    private readonly byte[] _start = new byte[2];
    private readonly int _length;
    private int _passed;

    public StartedStream(Stream source)
    {
        _source = source;
        try
        {
            _length = source.Read(_start);
            // What comes slowly may begin with a line of less; only gzip's mark needs both.
            if (_length == 1 && _start[0] == GzipFile.Magic0) _length += source.Read(_start.AsSpan(1));
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The first bytes.</summary>
    public ReadOnlySpan<byte> Start => _start.AsSpan(0, _length);

    public override int Read(Span<byte> buffer)
    {
        if (_passed == _length) return _source.Read(buffer);
        var count = Math.Min(buffer.Length, _length - _passed);
        Start.Slice(_passed, count).CopyTo(buffer);
        _passed += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _source.Dispose();
        base.Dispose(disposing);
    }
}
