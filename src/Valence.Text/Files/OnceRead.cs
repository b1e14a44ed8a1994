namespace Valence.Text;

/// <summary>Bytes that come only once, for several readers that each begin at the first of them.</summary>
internal sealed class OnceRead(Stream source)
{
    private readonly Stream _source = source;
    private byte[] _kept = [];
    private int _length;
    private bool _isSettled;

    /// <summary>A reader from the first byte on.</summary>
    public Stream Open() => _isSettled ? throw new InvalidOperationException("Nothing of the file is kept any more.")
        : new Reader(this);

    /// <summary>The reader that is left is the last one: what it reads is kept no longer.</summary>
    public void Settle() => _isSettled = true;

    private int Read(int at, Span<byte> buffer)
    {
        if (at < _length)
        {
            var kept = Math.Min(buffer.Length, _length - at);
            _kept.AsSpan(at, kept).CopyTo(buffer);
            return kept;
        }
        if (_isSettled)
        {
            (_kept, _length) = ([], 0);
            return _source.Read(buffer);
        }
        var count = _source.Read(buffer);
        if (_length + count > _kept.Length) Array.Resize(ref _kept, Math.Max(2 * _kept.Length, _length + count));
        buffer[..count].CopyTo(_kept.AsSpan(_length));
        _length += count;
        return count;
    }

    private sealed class Reader(OnceRead all) : ForwardStream
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            var count = all.Read(_at, buffer);
            // Once nothing is kept, the place counts no longer.
            if (!all._isSettled || all._length > 0) _at += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && all._isSettled) all._source.Dispose();
            base.Dispose(disposing);
        }
    }
}
