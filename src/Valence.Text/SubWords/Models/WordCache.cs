using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Valence.Text;

/// <summary>Pieces that were taken apart before, with their tokens; for one thread.</summary>
/// <remarks>A slot is a cache line: sixteen characters and six tokens, which most pieces fit in. Each piece has one
/// slot, which a later one of the same slot takes over: the cache never grows.</remarks>
internal sealed class WordCache
{
    /// <summary>How many characters from the start of a piece on must be readable.</summary>
    public const int Reach = 16;

    private const int MostTokens = 6;
    private const int Bits = 15;
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private readonly Slot[] _slots = new Slot[1 << Bits];

    /// <summary>The slot of a piece, which is asked for; −1 for a piece that is too long.</summary>
    /// <param name="text">Characters, at least <see cref="Reach"/> from <paramref name="start"/> on.</param>
    /// <param name="start">Where the piece starts.</param>
    /// <param name="length">Its characters, from 1 on.</param>
    /// <remarks>Most of a lookup is waiting for the slot: it is asked for some pieces ahead.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe int Ask(ReadOnlySpan<char> text, int start, int length)
    {
        if (length > Reach) return -1;
        var place = Place(Head(text, start, length));
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref _slots[place]));
        return place;
    }

    /// <summary>A piece with its tokens; a null reference where it is not kept.</summary>
    /// <param name="place">What <see cref="Ask"/> answered.</param>
    /// <param name="text">Characters, at least <see cref="Reach"/> from <paramref name="start"/> on.</param>
    /// <param name="start">Where the piece starts.</param>
    /// <param name="length">Its characters, from 1 on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly Slot Find(int place, ReadOnlySpan<char> text, int start, int length)
    {
        if (place < 0) return ref Unsafe.NullRef<Slot>();
        ref var slot = ref _slots[place];
        return ref slot.Length == length && slot.Characters == Head(text, start, length) ? ref slot
            : ref Unsafe.NullRef<Slot>();
    }

    /// <summary>Keeps the tokens of a piece, if they fit.</summary>
    public void Keep(ReadOnlySpan<char> text, int start, int length, ReadOnlySpan<PieceToken> tokens)
    {
        if (length > Reach || tokens.Length > MostTokens) return;
        var slot = new Slot
        {
            Characters = Head(text, start, length),
            Length = (byte)length,
            Count = (byte)tokens.Length,
        };
        var end = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            // Tokens with something left out between them are not kept.
            if (tokens[i].Start != end) return;
            end = tokens[i].End;
            slot.Ids[i] = tokens[i].Id;
            slot.Ends[i] = (byte)end;
        }
        _slots[Place(slot.Characters)] = slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Head(ReadOnlySpan<char> text, int start, int length)
    {
        ref var from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text.Slice(start, Reach)));
        ref var mask = ref Unsafe.Add(ref MemoryMarshal.GetReference(Masks), Reach - length);
        return Vector256.LoadUnsafe(ref from) & Vector256.LoadUnsafe(ref mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(Vector256<ushort> characters)
    {
        var parts = characters.AsUInt64();
        var high = Math.BigMul(parts[0] ^ Multiplier, parts[1] ^ 0xD6E8FEB86659FD93, out var low);
        var hash = high ^ low;
        if ((parts[2] | parts[3]) != 0)
        {
            high = Math.BigMul(parts[2] ^ hash, parts[3] ^ Multiplier, out low);
            hash ^= high ^ low;
        }
        return (int)((hash * Multiplier) >> (64 - Bits));
    }

    private static ReadOnlySpan<ushort> Masks =>
    [
        0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF,
        0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>A piece and its tokens.</summary>
    internal struct Slot
    {
        /// <summary>Its characters, with zeros behind them.</summary>
        public Vector256<ushort> Characters;

        /// <summary>The ids of its tokens.</summary>
        public TokenIds Ids;

        /// <summary>Where each token ends in the piece.</summary>
        public TokenEnds Ends;

        /// <summary>The number of characters; 0 where the slot is empty.</summary>
        public byte Length;

        /// <summary>The number of tokens.</summary>
        public byte Count;
    }

    /// <summary>Six ids.</summary>
    [InlineArray(MostTokens)]
    internal struct TokenIds
    {
        private int _first;
    }

    /// <summary>Six ends.</summary>
    [InlineArray(MostTokens)]
    internal struct TokenEnds
    {
        private byte _first;
    }
}
