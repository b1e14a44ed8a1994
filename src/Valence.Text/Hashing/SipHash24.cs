using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Valence.Text;

/// <summary>SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of bytes, as TensorFlow's
/// <c>to_hash_bucket_strong</c> uses it for salted hashing.</summary>
public static class SipHash24
{
    /// <summary>The hash of the UTF-8 bytes of <paramref name="text"/>.</summary>
    public static ulong Of(string text, Salt key) => Of(Encoding.UTF8.GetBytes(text), key);

    /// <summary>The hash of <paramref name="bytes"/>.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, Salt key)
    {
        var state = new State(unchecked((ulong)key.First), unchecked((ulong)key.Second));
        var rest = bytes;
        for (; rest.Length >= 8; rest = rest[8..]) state.Absorb(BinaryPrimitives.ReadUInt64LittleEndian(rest));

        Span<byte> last = stackalloc byte[8];
        last.Clear();
        rest.CopyTo(last);
        last[7] = (byte)bytes.Length;
        state.Absorb(BinaryPrimitives.ReadUInt64LittleEndian(last));
        return state.Finish();
    }

    private struct State(ulong k0, ulong k1)
    {
        private ulong _v0 = k0 ^ 0x736F6D6570736575;
        private ulong _v1 = k1 ^ 0x646F72616E646F6D;
        private ulong _v2 = k0 ^ 0x6C7967656E657261;
        private ulong _v3 = k1 ^ 0x7465646279746573;

        public void Absorb(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public ulong Finish()
        {
            _v2 ^= 0xFF;
            for (var i = 0; i < 4; i++) Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        private void Round()
        {
            _v0 += _v1;
            _v2 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v1;
            _v0 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
