namespace Valence.Operations;

/// <summary>Operation instances by a small number that encodes their attributes, so that calling one in a step
/// allocates nothing.</summary>
internal sealed class AttributeCache<TOperation>(Func<int, TOperation> make) where TOperation : Operation
{
    private TOperation?[] _instances = [];

    public TOperation this[int key]
    {
        get
        {
            var instances = _instances;
            return key < instances.Length && instances[key] is { } found ? found : Add(key);
        }
    }

    // Losing a race costs one more instance; all of them mean the same.
    private TOperation Add(int key)
    {
        var grown = new TOperation?[Math.Max(key + 1, _instances.Length)];
        _instances.CopyTo(grown, 0);
        var made = grown[key] ??= make(key);
        _instances = grown;
        return made;
    }
}
