namespace Valence.Operations;

/// <summary>What is forbidden in a chain of tags.</summary>
public sealed class ChainRules
{
    private readonly bool[] _transitions;
    private readonly bool[] _starts;
    private readonly bool[] _ends;

    /// <summary>Rules for a chain.</summary>
    /// <param name="tags">How many tags there are; at least 1.</param>
    /// <param name="transitions">Pairs of a tag and the next as one number each: <c>tag · tags + next</c>.</param>
    /// <param name="starts">Tags that are never the first.</param>
    /// <param name="ends">Tags that are never the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is no tag, or no pair of tags.</exception>
    public ChainRules(int tags, IReadOnlyList<int> transitions, IReadOnlyList<int> starts, IReadOnlyList<int> ends)
    {
        Tags = Require.AtLeast(1, tags);
        _transitions = Marked(transitions, tags * tags, nameof(transitions));
        _starts = Marked(starts, tags, nameof(starts));
        _ends = Marked(ends, tags, nameof(ends));
    }

    /// <summary>How many tags there are.</summary>
    public int Tags { get; }

    /// <summary>Whether tag <paramref name="next"/> must not stand after <paramref name="tag"/>, or at an end of the
    /// chain.</summary>
    internal bool Forbids(int tag, int next, bool isFirst, bool isLast) =>
        (isFirst ? _starts[next] : _transitions[tag * Tags + next]) || isLast && _ends[next];

    private static bool[] Marked(IReadOnlyList<int> numbers, int count, string name)
    {
        var marks = new bool[count];
        foreach (var number in numbers)
            marks[(uint)number < (uint)count ? number : throw new ArgumentOutOfRangeException(name, number,
                $"Expected forbidden {name} from 0 to {count - 1}, received {number}.")] = true;
        return marks;
    }
}
