using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Valence.Text;

/// <summary>Numbers words from 0 in the order in which they are added.</summary>
/// <remarks>
/// Open addressing. A slot holds the first eight characters of its word, so that most words are found by one comparison
/// and with one miss of the cache; all characters stand in one array. The seed of the hash differs from process to
/// process; nothing that is visible depends on it.
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
    public ReadOnlySpan<char> this[int number] => _characters.AsSpan(Start(number), _ends[number] - Start(number));

    /// <summary>The number of <paramref name="word"/>; −1 if it was not added.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        var token = Copied(word, stackalloc char[64]);
        return Find(token, Hash(token, token.Head));
    }

    /// <summary>The number of <paramref name="word"/>, which is added if it is new.</summary>
    public int FindOrAdd(ReadOnlySpan<char> word)
    {
        var token = Copied(word, stackalloc char[64]);
        return FindOrAdd(token, Hash(token, token.Head));
    }

    /// <summary>Writes the numbers of all tokens to their <see cref="TokenBuffer.Numbers"/>; −1 for those that were not
    /// added.</summary>
    public void Find(TokenBuffer tokens)
    {
        var numbers = Hashes(tokens);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = Find(tokens.Token(i), (uint)numbers[i]);
    }

    /// <summary>Writes the numbers of all tokens to their <see cref="TokenBuffer.Numbers"/>, adding those that are
    /// new.</summary>
    public void FindOrAdd(TokenBuffer tokens)
    {
        var numbers = Hashes(tokens);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = FindOrAdd(tokens.Token(i), (uint)numbers[i]);
    }

    // Most of a lookup is waiting for the slot: they are asked for all at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe Span<int> Hashes(TokenBuffer tokens)
    {
        var hashes = tokens.Numbers;
        var mask = _slots.Length - 1;
        fixed (Slot* slots = _slots)
            for (var i = 0; i < hashes.Length; i++)
            {
                var token = tokens.Token(i);
                var hash = Hash(token, token.Head);
                if (Sse.IsSupported) Sse.Prefetch0(slots + ((int)hash & mask));
                hashes[i] = (int)hash;
            }
        return hashes;
    }

    private int Find(Token word, uint hash) => _slots[Locate(word, word.Head, hash)].Next - 1;

    private int FindOrAdd(Token word, uint hash)
    {
        var head = word.Head;
        var at = Locate(word, head, hash);
        if (_slots[at].Next > 0) return _slots[at].Next - 1;

        Store(word.Span);
        _slots[at] = new(head, word.Length, ++Count, hash);
        if (2 * Count > _slots.Length) Grow();
        return Count - 1;
    }

    private static Token Copied(ReadOnlySpan<char> word, Span<char> room)
    {
        if (word.Length + Token.Reach > room.Length) room = new char[word.Length + Token.Reach];
        word.CopyTo(room);
        return new(room, 0, word.Length);
    }

    private int Start(int number) => number == 0 ? 0 : _ends[number - 1];

    /// <summary>The slot of the word, or the empty one where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Locate(Token word, Vector128<ulong> head, uint hash)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            ref readonly var slot = ref slots[at];
            if (slot.Next == 0) return at;
            if (slot.Head == head && slot.Length == word.Length
                && (word.Length <= Token.Reach || slot.Hash == hash && Equal(word, slot.Next - 1))) return at;
        }
    }

    private bool Equal(Token word, int number) => word.Span[Token.Reach..].SequenceEqual(this[number][Token.Reach..]);

    private void Store(ReadOnlySpan<char> word)
    {
        var start = Start(Count);
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

    /// <summary>Four characters at a time, each multiplied to 128 bits and folded; the first two times side by
    /// side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(Token word, Vector128<ulong> head)
    {
        var hash = Fold(head[0] ^ Seed) ^ Fold(head[1] ^ Seed + Multiplier + (uint)word.Length);
        if (word.Length > Token.Reach) hash = Hash(word.Span[Token.Reach..], hash);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Hash(ReadOnlySpan<char> rest, ulong hash)
    {
        var bytes = MemoryMarshal.AsBytes(rest);
        for (; bytes.Length >= 8; bytes = bytes[8..]) hash = Fold(hash ^ MemoryMarshal.Read<ulong>(bytes));
        ulong last = bytes.Length >= 4 ? MemoryMarshal.Read<uint>(bytes) : 0;
        if ((bytes.Length & 2) != 0) last |= (ulong)MemoryMarshal.Read<ushort>(bytes[^2..]) << 32;
        return Fold(hash ^ last);
    }

    private static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value, Multiplier, out var low);
        return high ^ low;
    }

    /// <summary>A word's first characters, its length, its number plus 1 (0 where the slot is empty) and its
    /// hash.</summary>
    private readonly record struct Slot(Vector128<ulong> Head, int Length, int Next, uint Hash);
}
