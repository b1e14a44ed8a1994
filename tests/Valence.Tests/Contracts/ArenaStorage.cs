namespace Valence.Tests.Contracts;

/// <summary>Elements in the arena of an <see cref="ArenaBackend"/>, in host memory, or in both.</summary>
/// <param name="backend">Whose arena.</param>
/// <param name="host">Where host code finds the elements.</param>
/// <param name="isRight">Whether they are there.</param>
internal sealed class ArenaStorage(ArenaBackend backend, Storage host, bool isRight) : Storage
{
    private int _start = -1;
    private bool _hostIsRight = isRight, _arenaIsRight;

    public override ElementType Type => host.Type;

    public override int Capacity => host.Capacity;

    /// <summary>The place of the first element in the arena, where a kernel may read <paramref name="count"/> of
    /// them.</summary>
    public int InArena(int count)
    {
        var start = Place();
        if (!_arenaIsRight) backend.Upload(host.Read(), start, count);
        _arenaIsRight = true;
        return start;
    }

    /// <summary>The place of the first element, for a kernel that writes all of them.</summary>
    public int Written()
    {
        (_hostIsRight, _arenaIsRight) = (false, true);
        return Place();
    }

    protected internal override HostMemory Read()
    {
        if (!_hostIsRight && _arenaIsRight) backend.Download(_start, host.Overwrite(), Capacity);
        _hostIsRight = true;
        return host.Read();
    }

    protected internal override HostMemory Change()
    {
        Read();
        _arenaIsRight = false;
        return host.Change();
    }

    protected internal override HostMemory Overwrite()
    {
        // Whoever writes must write everything: what the arena holds is not there for him.
        if (!_hostIsRight && Type == ElementType.Float32) host.Overwrite().Elements<float>(Capacity).Fill(float.NaN);
        (_hostIsRight, _arenaIsRight) = (true, false);
        return host.Overwrite();
    }

    private int Place() => _start < 0 ? _start = backend.Take(Capacity) : _start;
}
