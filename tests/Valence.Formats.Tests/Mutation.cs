using System.Buffers.Binary;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Valence.Formats.Tests;

/// <summary>Changes valid files at random and holds readers to their promise: the typed exception or success, and
/// memory in proportion to the file.</summary>
internal static class Mutation
{
    private const int Batch = 50;
    private static readonly long[] Extremes = [0, 1, 2, 7, 8, 127, 128, 255, 256, 32767, 65535, 65536, int.MaxValue,
        uint.MaxValue, 1L << 40, long.MaxValue, long.MinValue, -1];

    /// <summary>How many mutations one test tries; the environment variable VALENCE_MUTATIONS sets another
    /// number.</summary>
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("VALENCE_MUTATIONS"), NumberStyles.None,
            CultureInfo.InvariantCulture, out var count) ? count : 12_000;

    /// <summary>Calls <paramref name="read"/> with mutations of <paramref name="valid"/>.</summary>
    /// <param name="valid">A file that is read.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="count">How many; <see cref="Count"/> when null.</param>
    /// <param name="isRefusal">Which exceptions besides <see cref="FileFormatException"/> are refusals.</param>
    public static void Survives(byte[] valid, Action<byte[]> read, int? count = null,
        Func<Exception, bool>? isRefusal = null)
    {
        read(valid);
        // FsCheck draws seeds, and prints the one that fails; drawing every edit through it would take far longer than
        // reading the files.
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed => HoldsForAll(valid, seed, read, isRefusal))
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true)
                .WithMaxTest(((count ?? Count) + Batch - 1) / Batch));
    }

    private static bool HoldsForAll(byte[] valid, int seed, Action<byte[]> read, Func<Exception, bool>? isRefusal)
    {
        var random = new System.Random(seed);
        for (var i = 0; i < Batch; i++)
            if (!Holds(
                Apply(valid, [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => Draw(random, valid.Length))]), read,
                isRefusal)) return false;
        return true;
    }

    private static bool Holds(byte[] bytes, Action<byte[]> read, Func<Exception, bool>? isRefusal)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(bytes);
        }
        catch (Exception error) when (error is FileFormatException || isRefusal?.Invoke(error) == true)
        {
        }
        return GC.GetAllocatedBytesForCurrentThread() - before <= 4L * bytes.Length + (64 << 20);
    }

    private sealed record Edit(int Kind, int At, int Length, long Value);

    private static Edit Draw(System.Random random, int length) => new(
        random.Next(10), random.Next(length), random.Next(5) > 0 ? random.Next(1, 9) : random.Next(1, length + 1),
        random.Next(2) == 0 ? Extremes[random.Next(Extremes.Length)] : random.Next(4 * length + 1));

    private static byte[] Apply(byte[] valid, IEnumerable<Edit> edits)
    {
        var bytes = valid.ToArray();
        foreach (var edit in edits)
        {
            if (bytes.Length == 0) break;
            var at = edit.At % bytes.Length;
            var length = Math.Min(edit.Length, bytes.Length - at);
            switch (edit.Kind)
            {
                case 0 or 1: bytes[at] ^= (byte)(1 << (int)(edit.Value & 7)); break;
                case 2: bytes[at] = (byte)edit.Value; break;
                case 3: Number(bytes, at & ~1, edit.Value, 2); break;
                case 4: Number(bytes, at & ~3, edit.Value, 4); break;
                case 5 or 6: Number(bytes, at & ~7, edit.Value, 8); break;
                case 7: bytes = [.. bytes[..at], .. bytes[(at + length)..]]; break;
                case 8: bytes = [.. bytes[..at], .. bytes.AsSpan(at, length), .. bytes[at..]]; break;
                default:
                    var from = (int)((ulong)edit.Value % (ulong)bytes.Length);
                    bytes.AsSpan(from, Math.Min(length, bytes.Length - from)).ToArray()
                        .AsSpan(0, Math.Min(length, Math.Min(bytes.Length - from, bytes.Length - at)))
                        .CopyTo(bytes.AsSpan(at));
                    break;
            }
        }
        return bytes;
    }

    private static void Number(byte[] bytes, int at, long value, int size)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(eight, value);
        var count = Math.Min(size, bytes.Length - at);
        eight[..count].CopyTo(bytes.AsSpan(at));
    }
}
