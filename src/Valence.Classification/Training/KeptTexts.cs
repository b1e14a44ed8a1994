using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Texts in the order in which they came: the first ones in memory, and where these are many the others in a
/// temporary file, from which each is read when it is asked for. They are the same texts as in a list.</summary>
/// <remarks>The file has no name on Unix and is deleted when it is closed elsewhere. Reading is safe from many
/// threads.</remarks>
internal sealed class KeptTexts : IReadOnlyList<LabelledText>, IDisposable
{
    /// <summary>Bytes of texts that stay in memory.</summary>
    private const long MostBytes = 32_000_000;

    // What a text takes beside its letters: a string's header, and a place in the list.
    private const int BytesOfText = 56;

    private const int BufferSize = 1 << 20;
    private const int OffsetBytes = 5, OffsetsOfPage = 1 << 16;
    private const byte NoLabel = 0, OneLabel = 1, SetOfLabels = 2, IsUtf16 = 4;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly List<LabelledText> _memory = [];
    private readonly List<string> _labels = [];
    private readonly List<byte[]> _offsets = [];
    private FileStream? _file;
    private long _length;
    private int _count;
    private bool _isRenumbered;

    private KeptTexts()
    {
    }

    /// <summary>Keeps texts, which are read once.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="bytes">Bytes that they may take in memory.</param>
    public static KeptTexts Of(IEnumerable<LabelledText> texts, long bytes = MostBytes)
    {
        var kept = new KeptTexts();
        try
        {
            var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            var buffer = new ArrayWriter();
            var last = int.MinValue;
            foreach (var row in texts)
            {
                kept.HasRepeatedNumbers |= row.Row == last;
                last = row.Row;
                bytes -= BytesOfText + sizeof(char) * row.Text.Length;
                if (kept._file is null && bytes >= 0) kept._memory.Add(row);
                else kept.Write(row, numbers, buffer);
                kept._count++;
            }
            kept._file?.Flush();
            return kept;
        }
        catch
        {
            kept.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Count => _count;

    /// <summary>Whether two texts in a row have the same <see cref="LabelledText.Row"/>, as where lines hold
    /// several.</summary>
    public bool HasRepeatedNumbers { get; private set; }

    /// <inheritdoc/>
    public LabelledText this[int index]
    {
        get
        {
            if (index < _memory.Count) return Numbered(_memory[index], index);
            var place = index - _memory.Count;
            var (start, end) = (Offset(place), place + 1 < _count - _memory.Count ? Offset(place + 1) : _length);
            var record = new byte[(int)(end - start)];
            ReadAll(_file!.SafeFileHandle, record, start);
            return Numbered(Parsed(record), index);
        }
    }

    /// <summary>The texts with their places, counted from 1, in the stead of their numbers.</summary>
    public KeptTexts Renumbered()
    {
        _isRenumbered = true;
        return this;
    }

    /// <inheritdoc/>
    public IEnumerator<LabelledText> GetEnumerator()
    {
        for (var i = 0; i < _memory.Count; i++) yield return Numbered(_memory[i], i);
        var (buffer, first) = (new byte[BufferSize], 0L);
        var filled = 0;
        for (var i = _memory.Count; i < _count; i++)
        {
            var place = i - _memory.Count;
            var (start, end) = (Offset(place), place + 1 < _count - _memory.Count ? Offset(place + 1) : _length);
            if (end > first + filled)
            {
                if (end - start > buffer.Length) buffer = new byte[end - start];
                first = start;
                filled = (int)Math.Min(buffer.Length, _length - start);
                ReadAll(_file!.SafeFileHandle, buffer.AsSpan(0, filled), start);
            }
            yield return Numbered(Parsed(buffer.AsSpan((int)(start - first), (int)(end - start))), i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private LabelledText Numbered(LabelledText text, int index) => _isRenumbered ? text with { Row = index + 1 } : text;

    private static FileStream TemporaryFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"valence-{Guid.NewGuid():N}.texts");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.DeleteOnClose,
            BufferSize = BufferSize,
        });
        // A process that is killed leaves nothing behind.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }

    private void Write(LabelledText row, Dictionary<string, int> numbers, ArrayWriter buffer)
    {
        _file ??= TemporaryFile();
        var place = _count - _memory.Count;
        if (place % OffsetsOfPage == 0) _offsets.Add(new byte[OffsetsOfPage * OffsetBytes]);
        var offset = _offsets[^1].AsSpan(place % OffsetsOfPage * OffsetBytes, OffsetBytes);
        for (var i = 0; i < OffsetBytes; i++) offset[i] = (byte)(_length >> (8 * i));

        buffer.Clear();
        // A text that is no whole UTF-16 keeps its units.
        var isUtf8 = IsWhole(row.Text);
        buffer.Byte((byte)((row.Labels is not null ? SetOfLabels : row.Label is not null ? OneLabel : NoLabel)
            | (isUtf8 ? 0 : IsUtf16)));
        buffer.Number((uint)row.Row);
        if (row.Labels is { } set)
        {
            buffer.Number((uint)set.Count);
            foreach (var label in set) buffer.Number(NumberOf(label));
        }
        else if (row.Label is { } label) buffer.Number(NumberOf(label));
        buffer.Bytes(isUtf8 ? Utf8.GetBytes(row.Text) : MemoryMarshal.AsBytes(row.Text.AsSpan()));
        _file.Write(buffer.Written);
        _length += buffer.Written.Length;

        uint NumberOf(string label)
        {
            if (numbers.TryGetValue(label, out var number)) return (uint)number;
            _labels.Add(label);
            return (uint)(numbers[label] = _labels.Count - 1);
        }
    }

    private LabelledText Parsed(ReadOnlySpan<byte> record)
    {
        var (kind, at) = (record[0], 1);
        var row = (int)Number(record, ref at);
        string? label = null;
        string[]? set = null;
        if ((kind & SetOfLabels) != 0)
        {
            set = new string[Number(record, ref at)];
            for (var i = 0; i < set.Length; i++) set[i] = _labels[(int)Number(record, ref at)];
        }
        else if ((kind & OneLabel) != 0) label = _labels[(int)Number(record, ref at)];
        var text = (kind & IsUtf16) == 0 ? Utf8.GetString(record[at..])
            : new string(MemoryMarshal.Cast<byte, char>(record[at..]));
        return new(text, label, row) { Labels = set };
    }

    /// <summary>Whether no character of the text is half of one, which UTF-8 cannot write.</summary>
    internal static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
                return false;
        return true;
    }

    private long Offset(int place)
    {
        var bytes = _offsets[place / OffsetsOfPage].AsSpan(place % OffsetsOfPage * OffsetBytes, OffsetBytes);
        var offset = 0L;
        for (var i = 0; i < OffsetBytes; i++) offset |= (long)bytes[i] << (8 * i);
        return offset;
    }

    // Seven bits a byte, the lowest first.
    private static uint Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        var number = 0u;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            number |= (uint)(next & 0x7F) << shift;
            if (next < 0x80) return number;
        }
    }

    private static void ReadAll(SafeFileHandle file, Span<byte> to, long start)
    {
        while (!to.IsEmpty)
        {
            var read = RandomAccess.Read(file, to, start);
            if (read == 0) throw new EndOfStreamException("The temporary file of the texts is shorter than it was.");
            to = to[read..];
            start += read;
        }
    }

    private sealed class ArrayWriter
    {
        private byte[] _bytes = new byte[1 << 10];
        private int _count;

        public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

        public void Clear() => _count = 0;

        public void Byte(byte value)
        {
            if (_count == _bytes.Length) Array.Resize(ref _bytes, 2 * _count);
            _bytes[_count++] = value;
        }

        public void Number(uint value)
        {
            for (; value >= 0x80; value >>= 7) Byte((byte)(value | 0x80));
            Byte((byte)value);
        }

        public void Bytes(ReadOnlySpan<byte> bytes)
        {
            if (_bytes.Length < _count + bytes.Length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length,
                _count + bytes.Length));
            bytes.CopyTo(_bytes.AsSpan(_count));
            _count += bytes.Length;
        }
    }
}
