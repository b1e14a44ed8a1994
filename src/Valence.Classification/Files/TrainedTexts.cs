using System.Buffers.Binary;
using System.Globalization;
using Valence.Formats;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Which texts a model was trained with, as one number for each, so that figures on the same texts are
/// not taken for a proof.</summary>
/// <remarks>
/// The numbers are <see cref="Fingerprint64"/> of the texts without the white space around them; texts are not kept. Of
/// more than <see cref="Most"/> texts
/// the smallest numbers are, which is a fair sample: a text whose number is above them is then not recognised.
/// </remarks>
internal sealed class TrainedTexts
{
    /// <summary>How many texts are remembered at most: half a megabyte of a file.</summary>
    public const int Most = 1 << 16;

    /// <summary>The member of files that holds them.</summary>
    public const string Member = "trained-texts.bin";

    private readonly ulong[] _ascending;

    private TrainedTexts(ulong[] ascending) => _ascending = ascending;

    /// <summary>How many texts are remembered.</summary>
    public int Count => _ascending.Length;

    /// <summary>Whether there may have been more texts than are remembered.</summary>
    public bool IsSample => Count == Most;

    /// <summary>Remembers texts; those of white space alone are none.</summary>
    public static TrainedTexts Of(IEnumerable<string> texts)
    {
        var numbers = new SortedSet<ulong>();
        foreach (var text in texts)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            numbers.Add(Number(text));
            if (numbers.Count > Most) numbers.Remove(numbers.Max);
        }
        return new([.. numbers]);
    }

    /// <summary>These texts and others.</summary>
    public TrainedTexts And(TrainedTexts others) =>
        new([.. new SortedSet<ulong>([.. _ascending, .. others._ascending]).Take(Most)]);

    /// <summary>Whether the text is one of those remembered.</summary>
    public bool Contains(string text) => !string.IsNullOrWhiteSpace(text)
        && Array.BinarySearch(_ascending, Number(text)) >= 0;

    /// <summary>The numbers in ascending order, eight bytes each, the lowest first.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[sizeof(ulong) * _ascending.Length];
        for (var i = 0; i < _ascending.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(sizeof(ulong) * i), _ascending[i]);
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FileFormatException">It is not that.</exception>
    public static TrainedTexts Read(ReadOnlySpan<byte> bytes, FilePlace place)
    {
        var numbers = new ulong[bytes.Length / sizeof(ulong)];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(sizeof(ulong) * i)..]);
        for (var i = 1; i < numbers.Length; i++)
            if (numbers[i - 1] >= numbers[i]) throw Wrong();
        return bytes.Length % sizeof(ulong) == 0 && numbers.Length <= Most ? new(numbers) : throw Wrong();

        FileFormatException Wrong() => new("C-CONTENT", place,
            string.Create(CultureInfo.InvariantCulture,
                $"expected at most {Most} numbers of eight bytes in ascending order, found something else"),
                "Take an undamaged copy, or train again");
    }

    /// <summary>Those of a file; null where it does not say, such as an older one.</summary>
    /// <exception cref="FileFormatException">The member is damaged.</exception>
    public static TrainedTexts? In(ZipReader archive, FilePlace place) => archive.Contains(Member)
        ? Read(archive.Read(Member, Most * sizeof(ulong)).Span, place with { Member = Member }) : null;

    private static ulong Number(string text) => Fingerprint64.Of(text.Trim());
}
