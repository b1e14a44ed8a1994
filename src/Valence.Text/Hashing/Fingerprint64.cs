using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Valence.Text;

/// <summary>FarmHash's Fingerprint64: a hash of bytes that is the same everywhere and for ever, as TensorFlow's
/// <c>to_hash_bucket_fast</c> uses it.</summary>
/// <remarks>It is no protection against texts chosen to collide; see <see cref="SipHash24"/>.</remarks>
public static class Fingerprint64
{
    private const ulong K0 = 0xC3A5C85C97CB3127;
    private const ulong K1 = 0xB492B66FBE98F273;
    private const ulong K2 = 0x9AE16A3B2F90404F;

    /// <summary>The fingerprint of the UTF-8 bytes of <paramref name="text"/>.</summary>
    public static ulong Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The fingerprint of <paramref name="bytes"/>.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        <= 16 => UpTo16(bytes),
        <= 32 => UpTo32(bytes),
        <= 64 => UpTo64(bytes),
        _ => Longer(bytes),
    };

    /// <summary>A fingerprint of two, as TensorFlow's crossed columns combine them.</summary>
    internal static ulong Combine(ulong first, ulong second)
    {
        const ulong multiplier = 0xC6A4A7935BD1E995;
        var result = first ^ multiplier;
        result ^= Mix(second * multiplier) * multiplier;
        result *= multiplier;
        result = Mix(result) * multiplier;
        return Mix(result);
    }

    private static ulong UpTo16(ReadOnlySpan<byte> s)
    {
        var length = (ulong)s.Length;
        if (s.Length >= 8)
        {
            var multiplier = K2 + length * 2;
            var a = Word(s) + K2;
            var b = Word(s[^8..]);
            var c = Rotate(b, 37) * multiplier + a;
            var d = (Rotate(a, 25) + b) * multiplier;
            return Fold(c, d, multiplier);
        }
        if (s.Length >= 4)
        {
            var first = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(s);
            return Fold(length + (first << 3), BinaryPrimitives.ReadUInt32LittleEndian(s[^4..]), K2 + length * 2);
        }
        if (s.Length > 0)
        {
            var y = s[0] + ((uint)s[s.Length >> 1] << 8);
            var z = (uint)s.Length + ((uint)s[^1] << 2);
            return Mix(y * K2 ^ z * K0) * K2;
        }
        return K2;
    }

    private static ulong UpTo32(ReadOnlySpan<byte> s)
    {
        var multiplier = K2 + (ulong)s.Length * 2;
        var a = Word(s) * K1;
        var b = Word(s[8..]);
        var c = Word(s[^8..]) * multiplier;
        var d = Word(s[^16..]) * K2;
        return Fold(Rotate(a + b, 43) + Rotate(c, 30) + d, a + Rotate(b + K2, 18) + c, multiplier);
    }

    private static ulong UpTo64(ReadOnlySpan<byte> s)
    {
        var multiplier = K2 + (ulong)s.Length * 2;
        var a = Word(s) * K2;
        var b = Word(s[8..]);
        var c = Word(s[^8..]) * multiplier;
        var d = Word(s[^16..]) * K2;
        var y = Rotate(a + b, 43) + Rotate(c, 30) + d;
        var z = Fold(y, a + Rotate(b + K2, 18) + c, multiplier);
        var e = Word(s[16..]) * multiplier;
        var f = Word(s[24..]);
        var g = (y + Word(s[^32..])) * multiplier;
        var h = (z + Word(s[^24..])) * multiplier;
        return Fold(Rotate(e + f, 43) + Rotate(g, 30) + h, e + Rotate(f + a, 18) + g, multiplier);
    }

    private static ulong Longer(ReadOnlySpan<byte> s)
    {
        const ulong seed = 81;
        var x = unchecked(seed * K2) + Word(s);
        var y = unchecked(seed * K1) + 113;
        var z = Mix(y * K2 + 113) * K2;
        (ulong First, ulong Second) v = default, w = default;
        var blocks = (s.Length - 1) / 64;
        for (var block = 0; block < blocks; block++)
        {
            var at = s[(block * 64)..];
            x = Rotate(x + y + v.First + Word(at[8..]), 37) * K1;
            y = Rotate(y + v.Second + Word(at[48..]), 42) * K1;
            x ^= w.Second;
            y += v.First + Word(at[40..]);
            z = Rotate(z + w.First, 33) * K1;
            v = Weak(at, v.Second * K1, x + w.First);
            w = Weak(at[32..], z + w.Second, y + Word(at[16..]));
            (z, x) = (x, z);
        }

        var multiplier = K1 + ((z & 0xFF) << 1);
        var last = s[^64..];
        w.First += (ulong)((s.Length - 1) & 63);
        v.First += w.First;
        w.First += v.First;
        x = Rotate(x + y + v.First + Word(last[8..]), 37) * multiplier;
        y = Rotate(y + v.Second + Word(last[48..]), 42) * multiplier;
        x ^= w.Second * 9;
        y += v.First * 9 + Word(last[40..]);
        z = Rotate(z + w.First, 33) * multiplier;
        v = Weak(last, v.Second * multiplier, x + w.First);
        w = Weak(last[32..], z + w.Second, y + Word(last[16..]));
        (z, x) = (x, z);
        return Fold(Fold(v.First, w.First, multiplier) + Mix(y) * K0 + z, Fold(v.Second, w.Second, multiplier) + x,
            multiplier);
    }

    private static (ulong First, ulong Second) Weak(ReadOnlySpan<byte> s, ulong a, ulong b)
    {
        var z = Word(s[24..]);
        a += Word(s);
        b = Rotate(b + a + z, 21);
        var c = a;
        a += Word(s[8..]) + Word(s[16..]);
        b += Rotate(a, 44);
        return (a + z, b + c);
    }

    private static ulong Fold(ulong u, ulong v, ulong multiplier)
    {
        var a = Mix((u ^ v) * multiplier);
        return Mix((v ^ a) * multiplier) * multiplier;
    }

    private static ulong Mix(ulong value) => value ^ (value >> 47);

    private static ulong Rotate(ulong value, int bits) => BitOperations.RotateRight(value, bits);

    private static ulong Word(ReadOnlySpan<byte> s) => BinaryPrimitives.ReadUInt64LittleEndian(s);
}
