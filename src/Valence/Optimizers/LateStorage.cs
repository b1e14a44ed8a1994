namespace Valence.Optimizers;

/// <summary>The storage of a weight, or of one of its slots, whose rows take steps late: whoever reads or writes it has
/// them taken first.</summary>
internal sealed class LateStorage(HostMemory elements, LateRows rows) : Storage
{
    /// <summary>What takes the steps.</summary>
    public LateRows Rows { get; } = rows;

    /// <summary>The elements as they are, whatever waits.</summary>
    public HostMemory Elements { get; } = elements;

    /// <inheritdoc/>
    public override ElementType Type => Elements.Type;

    /// <inheritdoc/>
    public override int Capacity => Elements.Capacity;

    /// <inheritdoc/>
    protected internal override HostMemory Read()
    {
        Rows.CatchUp();
        return Elements;
    }

    /// <inheritdoc/>
    protected internal override HostMemory ReadRows(ReadOnlySpan<int> rows, int width)
    {
        Rows.CatchUp(rows, width);
        return Elements;
    }

    /// <inheritdoc/>
    protected internal override HostMemory Change() => Read();

    // Whoever overwrites a weight leaves its moments as they are, and those have steps to take.
    /// <inheritdoc/>
    protected internal override HostMemory Overwrite() => Read();
}
