namespace Valence.Formats.Tests.Files;

/// <summary>A disk on which one thing that is asked of it fails, as on a full or dying one.</summary>
/// <param name="failing">The number of what fails, the first being 1.</param>
internal sealed class FailingDisk(int failing) : Disk
{
    private int _done;

    /// <summary>What was asked, in order.</summary>
    public List<string> Asked { get; } = [];

    public override FileStream Create(string path, bool isReplacing)
    {
        Ask(nameof(Create));
        return base.Create(path, isReplacing);
    }

    public override void Resemble(FileStream file, FileFacts replaced)
    {
        Ask(nameof(Resemble));
        base.Resemble(file, replaced);
    }

    public override Stream Content(FileStream file) => new Watched(file, this);

    public override void Synchronize(FileStream file)
    {
        Ask(nameof(Synchronize));
        base.Synchronize(file);
    }

    public override void Rename(string from, string to, bool overwrite)
    {
        Ask(nameof(Rename));
        base.Rename(from, to, overwrite);
    }

    public override void SynchronizeFolder(string path)
    {
        Ask(nameof(SynchronizeFolder));
        base.SynchronizeFolder(path);
    }

    private void Ask(string what)
    {
        Asked.Add(what);
        // The error of a full disk.
        if (++_done == failing) throw new IOException($"{what} failed", 28);
    }

    private sealed class Watched(Stream inner, FailingDisk disk) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override void Flush()
        {
            disk.Ask(nameof(Flush));
            inner.Flush();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            disk.Ask(nameof(Write));
            inner.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        // Whoever writes a file only writes it, from its start to its end.
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
