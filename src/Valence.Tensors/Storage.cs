namespace Valence;

/// <summary>The memory of a tensor's elements: where they lie, and how host code comes by them.</summary>
/// <remarks>
/// A backend makes the storage that its kernels work on, and only its kernels look into it. Everybody else reads and
/// writes host memory, which the storage brings up to date when it is asked: after <see cref="Change"/> and
/// <see cref="Overwrite"/> the host's elements count, until a kernel writes others. Views of a tensor share its
/// storage.
/// Several threads may read at once; whoever writes is alone.
/// </remarks>
public abstract class Storage
{
    /// <summary>What the elements are.</summary>
    public abstract ElementType Type { get; }

    /// <summary>How many elements there is room for.</summary>
    public abstract int Capacity { get; }

    /// <summary>Whether the elements are taken from other tensors when somebody reads them, so that those must stay;
    /// false unless overridden.</summary>
    protected internal virtual bool ReadsOthers => false;

    /// <summary>How many places of the call under way still need the elements; below 0 where no call may use the memory
    /// for something else.</summary>
    internal int Holders { get; set; } = -1;

    /// <summary>Host memory that holds the elements, for one who reads them.</summary>
    protected internal abstract HostMemory Read();

    /// <summary>Host memory in which the given rows are right, for one who reads no others.</summary>
    /// <param name="rows">Numbers of rows, all of them there; they may repeat.</param>
    /// <param name="width">How many elements a row has.</param>
    protected internal virtual HostMemory ReadRows(ReadOnlySpan<int> rows, int width) => Read();

    /// <summary>Host memory that holds the elements, for one who changes some of them.</summary>
    protected internal abstract HostMemory Change();

    /// <summary>Host memory with undefined elements, for one who writes all of them. Asked again before a kernel has
    /// written, it holds what was written since.</summary>
    protected internal abstract HostMemory Overwrite();

    /// <summary>The tensors that this one's elements are taken from are about to change: what has not been read can't
    /// be read any more.</summary>
    protected internal virtual void Expire()
    {
    }
}
