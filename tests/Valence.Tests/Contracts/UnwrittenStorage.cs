namespace Valence.Tests.Contracts;

/// <summary>Memory that may not be read before somebody has said that he writes all of it.</summary>
internal sealed class UnwrittenStorage(ElementType type, int capacity) : Storage
{
    private readonly HostMemory _memory = new(type, capacity);
    private bool _isWritten;

    public override ElementType Type => _memory.Type;

    public override int Capacity => _memory.Capacity;

    protected internal override HostMemory Read() => _isWritten || Capacity == 0 ? _memory
        : throw new InvalidOperationException("Expected results to be overwritten, they were read before.");

    protected internal override HostMemory Change() => Read();

    protected internal override HostMemory Overwrite()
    {
        _isWritten = true;
        return _memory;
    }
}
