using System.Numerics;
using System.Runtime.InteropServices;

namespace Valence.Text;

/// <summary>Pieces that were taken apart before, with their tokens.</summary>
/// <remarks>Each piece has one slot, which a later one of the same slot takes over: it never grows beyond its slots.
/// Entries are whole and do not change, so that any thread may read and replace them.</remarks>
internal sealed class WordCache
{
    private const int Slots = 1 << 16;

    /// <summary>Longer pieces are rare, and not kept.</summary>
    private const int Longest = 48;

    private readonly Entry?[] _slots = new Entry?[Slots];

    /// <summary>The tokens of a piece, from <paramref name="encoder"/> when they are not kept;
    /// <paramref name="tokens"/> is where that may write them.</summary>
    public ReadOnlySpan<PieceToken> Tokens(ReadOnlySpan<char> piece, PieceEncoder encoder, TokenList tokens)
    {
        if (piece.Length > Longest) return Encoded(piece, encoder, tokens);
        ref var slot = ref _slots[Hash(piece) & (Slots - 1)];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && piece.SequenceEqual(entry.Piece)) return entry.Tokens;
        var encoded = Encoded(piece, encoder, tokens);
        Volatile.Write(ref slot, new(piece.ToString(), encoded.ToArray()));
        return encoded;
    }

    private static ReadOnlySpan<PieceToken> Encoded(ReadOnlySpan<char> piece, PieceEncoder encoder, TokenList tokens)
    {
        tokens.Cut(0);
        encoder.Encode(piece, tokens);
        return tokens.Tokens;
    }

    private static uint Hash(ReadOnlySpan<char> piece)
    {
        const ulong multiplier = 0x9E3779B97F4A7C15;
        var bytes = MemoryMarshal.AsBytes(piece);
        var hash = (ulong)piece.Length * multiplier;
        for (; bytes.Length >= 8; bytes = bytes[8..]) hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes));
        ulong last = bytes.Length >= 4 ? MemoryMarshal.Read<uint>(bytes) : 0;
        if ((bytes.Length & 2) != 0) last |= (ulong)MemoryMarshal.Read<ushort>(bytes[^2..]) << 32;
        return (uint)(Mix(hash ^ last) >> 32);

        static ulong Mix(ulong value) => BitOperations.RotateLeft(value * multiplier, 29);
    }

    private sealed record Entry(string Piece, PieceToken[] Tokens);
}
