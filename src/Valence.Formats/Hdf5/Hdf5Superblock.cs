namespace Valence.Formats;

/// <summary>The start of an HDF5 file of the family that Keras and h5py write: version 0, or the variant 1 of
/// it.</summary>
internal static class Hdf5Superblock
{
    private const int EntryBytes = 40;

    /// <summary>The eight bytes every HDF5 file begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Checks the superblock, sets the node sizes of <paramref name="source"/> and gives the link to the root
    /// group.</summary>
    public static Hdf5Link Read(Hdf5Source source)
    {
        RefuseOtherFormats(source);
        int version = source.Slice(8, 1, "H02", null, "the superblock").Span[0];
        if (version is 2 or 3)
            throw Refuse("H02", $"expected the file format of Keras and h5py, found superblock version {version} of "
                + "the newer format (libver='latest')", Hdf5Source.SaveInOldFormat);
        if (version > 3) throw Refuse("H02", $"expected superblock version 0 or 1, found {version}",
            Hdf5Source.CopyAgain);
        var addresses = version == 0 ? 24 : 28;
        var block = source.Own(0, addresses + 32 + EntryBytes, "H02", null, "the superblock").Span;
        if (block[9] != 0 || block[10] != 0 || block[12] != 0)
            throw Refuse("H02", "expected version 0 of the superblock's parts, found another", Hdf5Source.CopyAgain);
        if (block[13] != 8 || block[14] != 8)
            throw Refuse("H02", $"expected offsets and lengths of 8 bytes, found {block[13]} and {block[14]}",
                "Save it again with Keras or h5py");
        int leaf = Hdf5Source.U16(block, 16), inner = Hdf5Source.U16(block, 18), chunk = version == 0 ? 32
            : Hdf5Source.U16(block, 24);
        if (leaf == 0 || inner == 0 || chunk == 0 || leaf > 1024 || inner > 1024 || chunk > 1024)
            throw Refuse("H02", $"expected tree nodes of ordinary sizes, found {leaf}, {inner} and {chunk}",
                Hdf5Source.CopyAgain);
        if (Hdf5Source.U32(block, 20) != 0)
            throw Refuse("H02", "expected no consistency flags, some are set", Hdf5Source.CopyAgain);
        if (Hdf5Source.U64(block, addresses) != 0)
            throw Refuse("H02", "expected addresses that count from the start of the file, found another base",
                "Save it again without a user block");
        var end = Hdf5Source.U64(block, addresses + 16);
        if (end != source.Length)
            throw Refuse("H02", $"expected a file of the {end} bytes its superblock declares, found {source.Length}",
                Hdf5Source.CopyAgain);
        if (Hdf5Source.U64(block, addresses + 24) != Hdf5Source.Undefined)
            throw Refuse("H02", "expected a file without a driver of its own, found one",
                "Save it again with Keras or h5py");
        source.LeafLinks = 2 * leaf;
        source.TreeChildren = 2 * inner;
        source.ChunkChildren = 2 * chunk;
        return Hdf5Link.Read(block[(addresses + 32)..], "");

        FileFormatException Refuse(string rule, string problem, string advice) =>
            source.Refuse(rule, null, 0, problem, advice);
    }

    private static void RefuseOtherFormats(Hdf5Source source)
    {
        if (source.Length == 0)
            throw source.Refuse("H01", null, null, "expected an HDF5 file, received an empty one",
                "Save or copy the file again");
        var start = source.Slice(0, Math.Min(source.Length, 64), "H01", null, "the start").Span;
        if (start.StartsWith(Signature)) return;
        if (start.StartsWith("version https://git-lfs"u8))
            throw Refuse("received a git-LFS pointer", "Fetch the file itself, for example with 'git lfs pull'");
        if (start.StartsWith("PK\x03\x04"u8)) throw Refuse("received a zip archive", "Open it as .keras");
        for (var at = 512L; at <= source.Length - 8; at *= 2)
            if (source.Slice(at, 8, "H01", null, "the signature").Span.SequenceEqual(Signature))
                throw Refuse($"found {at} bytes of something else before the HDF5 content (a user block)",
                    "Save it again without a user block");
        throw Refuse("the first bytes are of something else", "Check that the file is what you mean to open");

        FileFormatException Refuse(string found, string advice) =>
            source.Refuse("H01", null, 0, $"expected an HDF5 file, {found}", advice);
    }
}
