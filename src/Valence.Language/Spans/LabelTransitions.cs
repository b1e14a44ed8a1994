namespace Valence.Language;

/// <summary>Which labels may follow each other in a scheme.</summary>
public sealed class LabelTransitions
{
    private readonly bool[,] _between;
    private readonly bool[] _start;
    private readonly bool[] _end;

    internal LabelTransitions(LabelScheme scheme, IReadOnlyList<string> labels)
    {
        Labels = [.. labels];
        _between = new bool[labels.Count, labels.Count];
        for (var from = 0; from < labels.Count; from++)
            for (var to = 0; to < labels.Count; to++)
                _between[from, to] = scheme.Allows(labels[from], labels[to]);
        _start = [.. labels.Select(label => scheme.Allows(null, label))];
        _end = [.. labels.Select(label => scheme.Allows(label, null))];
    }

    /// <summary>The labels, by whose positions the others are asked.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Whether label <paramref name="to"/> may stand right behind label <paramref name="from"/>.</summary>
    public bool this[int from, int to] => _between[from, to];

    /// <summary>Whether a sentence may begin with each label.</summary>
    public IReadOnlyList<bool> Start => _start;

    /// <summary>Whether a sentence may end with each label.</summary>
    public IReadOnlyList<bool> End => _end;

    /// <summary>The same as an array <c>[from, to]</c>.</summary>
    public bool[,] ToArray() => (bool[,])_between.Clone();
}
