namespace Valence.Formats;

/// <summary>How large an archive may be before it is refused. The defaults suit a <c>.keras</c> file.</summary>
public sealed record ZipLimits
{
    /// <summary>Bytes of the archive file; 1 TiB by default.</summary>
    public long MaxFileBytes { get; init; } = 1L << 40;

    /// <summary>Members of the archive; 64 by default.</summary>
    public int MaxMembers { get; init; } = 64;

    /// <summary>Bytes of a member's name; 4,096 by default.</summary>
    public int MaxNameBytes { get; init; } = 4096;

    /// <summary>Bytes that one deflated member may unpack to; 2 GiB by default.</summary>
    public long MaxMemberBytes { get; init; } = 1L << 31;

    /// <summary>Bytes that all deflated members may unpack to; 4 GiB by default.</summary>
    public long MaxTotalBytes { get; init; } = 1L << 32;

    /// <summary>How many times its packed bytes a deflated member of more than <see cref="FreeBytes"/> may unpack to;
    /// any number by default. Trained weights stay far below 20.</summary>
    public int MaxRatio { get; init; } = int.MaxValue;

    /// <summary>Bytes that a deflated member may unpack to whatever its ratio.</summary>
    internal const int FreeBytes = 16 << 20;
}
