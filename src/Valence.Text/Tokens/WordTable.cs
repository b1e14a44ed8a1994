using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Valence.Text;

/// <summary>Numbers words from 0 in the order in which they are added.</summary>
/// <remarks>
/// Open addressing over slots of hash and number, and all characters in one array: a word of the IMDB reviews takes
/// about half the time that it takes
/// in a dictionary of strings looked up by spans. The seed of the hash differs from process to process; nothing that is
/// visible depends on it.
/// </remarks>
internal sealed class WordTable
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private static readonly ulong Seed = MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private Slot[] _slots;
    private char[] _characters;
    private int[] _ends;

    public WordTable(int capacity = 256)
    {
        _slots = new Slot[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * capacity))];
        _characters = new char[8 * Math.Max(8, capacity)];
        _ends = new int[Math.Max(8, capacity)];
    }

    /// <summary>The number of words.</summary>
    public int Count { get; private set; }

    /// <summary>Word <paramref name="number"/>.</summary>
    public ReadOnlySpan<char> this[int number]
    {
        get
        {
            var start = number == 0 ? 0 : _ends[number - 1];
            return _characters.AsSpan(start, _ends[number] - start);
        }
    }

    /// <summary>The number of <paramref name="word"/>; −1 if it was not added.</summary>
    public int Find(ReadOnlySpan<char> word) => _slots[Locate(word, Hash(word))].Next - 1;

    /// <summary>The number of <paramref name="word"/>, which is added if it is new.</summary>
    public int FindOrAdd(ReadOnlySpan<char> word)
    {
        var hash = Hash(word);
        var at = Locate(word, hash);
        if (_slots[at].Next > 0) return _slots[at].Next - 1;

        Store(word);
        _slots[at] = new(hash, ++Count);
        if (2 * Count > _slots.Length) Grow();
        return Count - 1;
    }

    /// <summary>The slot of the word, or the empty one where it belongs.</summary>
    private int Locate(ReadOnlySpan<char> word, uint hash)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var at = (int)hash & mask;
        while (slots[at] is { Next: > 0 } slot && (slot.Hash != hash || !word.SequenceEqual(this[slot.Next - 1])))
            at = (at + 1) & mask;
        return at;
    }

    private void Store(ReadOnlySpan<char> word)
    {
        var start = Count == 0 ? 0 : _ends[Count - 1];
        var end = checked(start + word.Length);
        if (_characters.Length < end)
            Array.Resize(ref _characters, (int)Math.Max(end, Math.Min(2L * _characters.Length, Array.MaxLength)));
        if (_ends.Length == Count) Array.Resize(ref _ends, 2 * Count);
        word.CopyTo(_characters.AsSpan(start));
        _ends[Count] = end;
    }

    private void Grow()
    {
        var former = _slots;
        _slots = new Slot[2 * former.Length];
        var mask = _slots.Length - 1;
        foreach (var slot in former)
        {
            if (slot.Next == 0) continue;
            var at = (int)slot.Hash & mask;
            while (_slots[at].Next > 0) at = (at + 1) & mask;
            _slots[at] = slot;
        }
    }

    /// <summary>Four characters at a time, each multiplied to 128 bits and folded.</summary>
    private static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = Seed ^ (uint)word.Length;
        var bytes = MemoryMarshal.AsBytes(word);
        for (; bytes.Length >= 8; bytes = bytes[8..]) hash = Fold(hash ^ MemoryMarshal.Read<ulong>(bytes));
        ulong rest = bytes.Length >= 4 ? MemoryMarshal.Read<uint>(bytes) : 0;
        if ((bytes.Length & 2) != 0) rest |= (ulong)MemoryMarshal.Read<ushort>(bytes[^2..]) << 32;
        hash = Fold(hash ^ rest);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value, Multiplier, out var low);
        return high ^ low;
    }

    /// <summary>A word's hash and its number plus 1; 0 where the slot is empty.</summary>
    private readonly record struct Slot(uint Hash, int Next);
}
