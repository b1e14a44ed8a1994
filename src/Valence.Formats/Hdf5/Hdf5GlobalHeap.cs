namespace Valence.Formats;

/// <summary>The collections that hold texts of variable length; each is read once, each text decoded once, however
/// often it is referred to.</summary>
internal sealed class Hdf5GlobalHeap(Hdf5Source source)
{
    private readonly Dictionary<long, Dictionary<int, ReadOnlyMemory<byte>>> _collections = [];
    private readonly Dictionary<(long, int), string> _texts = [];

    /// <summary>The text that the 16 bytes of <paramref name="reference"/> refer to.</summary>
    public string Read(ReadOnlySpan<byte> reference, Hdf5Path path)
    {
        var key = (Hdf5Source.U64(reference, 4), (int)Hdf5Source.U32(reference, 12));
        var text = ReadBytes(reference, path);
        if (text.IsEmpty) return "";
        if (!_texts.TryGetValue(key, out var known))
            _texts.Add(key, known = source.Text(text.Span, "H17", path));
        return known;
    }

    /// <summary>The bytes of the text that the 16 bytes of <paramref name="reference"/> refer to.</summary>
    public ReadOnlyMemory<byte> ReadBytes(ReadOnlySpan<byte> reference, Hdf5Path path)
    {
        long length = Hdf5Source.U32(reference, 0), at = Hdf5Source.U64(reference, 4),
        index = Hdf5Source.U32(reference, 12);
        if (length == 0 && (at is 0 or Hdf5Source.Undefined || index == 0)) return default;
        if (!_collections.TryGetValue(at, out var objects)) _collections.Add(at, objects = ReadCollection(at, path));
        if (index > ushort.MaxValue || !objects.TryGetValue((int)index, out var content))
            throw source.Refuse("H17", path, at, $"expected text {index} in the heap, it is not there",
                Hdf5Source.CopyAgain);
        if (content.Length != length)
            throw source.Refuse("H17", path, at, $"expected a text of {length} bytes, the heap has {content.Length}",
                Hdf5Source.CopyAgain);
        return content.TrimEnd((byte)0);
    }

    private Dictionary<int, ReadOnlyMemory<byte>> ReadCollection(long at, Hdf5Path path)
    {
        var head = source.Slice(at, 16, "H17", path, "a heap of texts").Span;
        if (!head.StartsWith("GCOL"u8) || head[4] != 1)
            throw source.Refuse("H17", path, at, "expected a heap of texts, found something else",
                Hdf5Source.CopyAgain);
        var collection = source.Own(at, Hdf5Source.U64(head, 8), "H17", path, "a heap of texts");
        var objects = new Dictionary<int, ReadOnlyMemory<byte>>();
        var next = 16L;
        while (collection.Length - next >= 16)
        {
            var item = collection.Span[(int)next..];
            var index = Hdf5Source.U16(item, 0);
            if (index == 0) break;
            var size = Hdf5Source.U64(item, 8);
            if (size < 0 || size > collection.Length - next - 16
                || !objects.TryAdd(index, collection.Slice((int)next + 16, (int)size)))
                throw source.Refuse("H17", path, at + next, "expected texts within their heap, each once",
                    Hdf5Source.CopyAgain);
            next += 16 + (size + 7) / 8 * 8;
        }
        return objects;
    }
}
