using static Valence.Formats.ZipBytes;

namespace Valence.Formats;

/// <summary>The record at the end of an archive: how many members its directory has, and where it is.</summary>
/// <param name="Count">The entries of the directory.</param>
/// <param name="Offset">Where the directory begins.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="At">Where the directory has to end.</param>
internal readonly record struct ZipEnd(long Count, long Offset, long Size, long At)
{
    public const int Bytes = 22;

    private const int Zip64LocatorBytes = 20;
    private const int Zip64Bytes = 56;
    private const uint Signature = 0x06054b50;
    private const uint Zip64LocatorSignature = 0x07064b50;
    private const uint Zip64Signature = 0x06064b50;

    /// <summary>Reads the record, and the one with 64-bit numbers where it is there; both must say the same.</summary>
    public static ZipEnd Read(ZipBytes bytes)
    {
        var at = bytes.Length - Bytes;
        var end = bytes.Part(at, Bytes);
        if (U32(end, 0) != Signature || U16(end, 20) != 0)
        {
            var reach = bytes.Part(Math.Max(0, at - 65535), (int)Math.Min(bytes.Length, 65535 + Bytes));
            var found = reach.LastIndexOf("PK\x05\x06"u8);
            throw found >= 0 && found <= reach.Length - Bytes
                && IsOfThis(reach[found..], bytes.Length - reach.Length + found)
                ? bytes.Refuse("Z28", "expected the archive to end with its end record, found a comment or other "
                    + "bytes after it", MakeAgain)
                : bytes.Refuse("Z05", "expected the end record of a zip archive, the file is cut off", CopyAgain);
        }
        if (U16(end, 4) is not (0 or 0xFFFF) || U16(end, 6) is not (0 or 0xFFFF))
            throw bytes.Refuse("Z30", "expected an archive in one file, this one is part of several", MakeAgain, at);
        long countHere = U16(end, 8), count = U16(end, 10), size = U32(end, 12), offset = U32(end, 16);
        if (at >= Zip64LocatorBytes && U32(bytes.Part(at - Zip64LocatorBytes, Zip64LocatorBytes), 0)
            == Zip64LocatorSignature)
            return ReadZip64(bytes, at - Zip64LocatorBytes, countHere, count, size, offset);
        if (countHere == 0xFFFF || size == 0xFFFFFFFF || offset == 0xFFFFFFFF)
            throw bytes.Refuse("Z08", "expected a zip64 end record, there is none", CopyAgain, at);
        if (U16(end, 4) != 0 || U16(end, 6) != 0)
            throw bytes.Refuse("Z30", "expected an archive in one file, this one is part of several", MakeAgain, at);
        if (countHere != count)
            throw bytes.Refuse("Z06", $"expected one count of members, the end record says {countHere} and {count}",
                CopyAgain, at);
        return new(count, offset, size, at);
    }

    // The end record of a member that is an archive itself lies elsewhere than its numbers say.
    private static bool IsOfThis(ReadOnlySpan<byte> end, long at) =>
        U32(end, 16) == uint.MaxValue || (long)U32(end, 12) + U32(end, 16) == at;

    private static ZipEnd ReadZip64(ZipBytes bytes, long locatorAt, long shortCountHere, long shortCount,
        long shortSize, long shortOffset)
    {
        var at = locatorAt - Zip64Bytes;
        if (at < 0) throw Misplaced();
        var locator = bytes.Part(locatorAt, Zip64LocatorBytes);
        var end = bytes.Part(at, Zip64Bytes);
        if (U64(locator, 8) != at || U32(locator, 4) != 0 || U32(locator, 16) > 1 || U32(end, 0) != Zip64Signature
            || U64(end, 4) != Zip64Bytes - 12) throw Misplaced();
        if (U32(end, 16) != 0 || U32(end, 20) != 0)
            throw bytes.Refuse("Z30", "expected an archive in one file, this one is part of several", MakeAgain, at);
        long countHere = U64(end, 24), count = U64(end, 32), size = U64(end, 40), offset = U64(end, 48);
        if (countHere != count || count < 0 || size < 0 || offset < 0 || size > bytes.Length || offset > bytes.Length
            || !Agree(shortCountHere, count, 0xFFFF) || !Agree(shortCount, count, 0xFFFF)
            || !Agree(shortSize, size, 0xFFFFFFFF) || !Agree(shortOffset, offset, 0xFFFFFFFF))
            throw bytes.Refuse("Z08", "expected both end records to say the same, they differ", CopyAgain, at);
        return new(count, offset, size, at);

        static bool Agree(long shortValue, long value, long marker) => shortValue == value || shortValue == marker;

        FileFormatException Misplaced() =>
            bytes.Refuse("Z08", "expected the zip64 end record right before its locator", CopyAgain, locatorAt);
    }
}
