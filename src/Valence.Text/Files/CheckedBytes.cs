using System.Text.Unicode;

namespace Valence.Text;

/// <summary>Bytes of which it is known, block by block, whether all so far are UTF-8 without a zero byte: rows of such
/// need no look at each.</summary>
internal sealed class CheckedBytes(Stream source) : ForwardStream
{
    private const int LongestCharacter = 4;

    // The beginning of a character whose end is in the next block.
    private readonly byte[] _cut = new byte[LongestCharacter];
    private int _held, _needed;

    /// <summary>Whether all bytes that were read are text.</summary>
    public bool AreText { get; private set; } = true;

    public override int Read(Span<byte> buffer)
    {
        var count = source.Read(buffer);
        if (AreText && !buffer.IsEmpty) AreText = count == 0 ? _held == 0 : GoOn(buffer[..count]);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    private bool GoOn(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0)) return false;
        if (_held > 0)
        {
            var count = Math.Min(_needed - _held, bytes.Length);
            bytes[..count].CopyTo(_cut.AsSpan(_held));
            if ((_held += count) < _needed) return true;
            if (!Utf8.IsValid(_cut.AsSpan(0, _held))) return false;
            _held = 0;
            bytes = bytes[count..];
        }
        for (var count = 1; count < LongestCharacter && count <= bytes.Length; count++)
        {
            var first = bytes[^count];
            if (first is >= 0x80 and < 0xC0) continue;
            _needed = first switch { < 0x80 => 1, < 0xE0 => 2, < 0xF0 => 3, _ => LongestCharacter };
            if (_needed <= count) break;
            bytes[^count..].CopyTo(_cut);
            _held = count;
            bytes = bytes[..^count];
            break;
        }
        return Utf8.IsValid(bytes);
    }
}
