namespace Valence.Formats;

/// <summary>How large an HDF5 file may be before it is refused. The defaults suit the weights of a model.</summary>
public sealed record Hdf5Limits
{
    /// <summary>Bytes of the file; 1 TiB by default.</summary>
    public long MaxFileBytes { get; init; } = 1L << 40;

    /// <summary>Groups inside groups; 64 by default.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Groups and datasets; 1,000,000 by default.</summary>
    public int MaxObjects { get; init; } = 1_000_000;

    /// <summary>Bytes of the name of a group, dataset or attribute; 1,024 by default.</summary>
    public int MaxNameBytes { get; init; } = 1024;

    /// <summary>Unpacked bytes of one dataset that is stored compressed; 2 GiB by default.</summary>
    public long MaxUnpackedBytes { get; init; } = 1L << 31;
}
