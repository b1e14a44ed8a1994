using Valence.Operations;
using Valence.Randomness;
using Valence.Tests.Layers;

namespace Valence.Tests.Chains;

/// <summary>A chain of 1 to 4 tags and up to 6 steps, some of which are padding: a function of its number.</summary>
internal sealed class RandomChain
{
    private readonly float[] _steps;
    private readonly float[] _transitions;
    private readonly float[] _start;
    private readonly float[] _end;
    private readonly float[] _mask;
    private readonly float[] _labels;

    public RandomChain(ulong number)
    {
        var random = new CounterRandom(number, 17);
        Tags = 1 + random.Below(0, 4);
        var time = random.Below(1, 7);
        _steps = Numbers(10, time * Tags);
        _transitions = Numbers(100, Tags * Tags);
        _start = Numbers(200, Tags);
        _end = Numbers(300, Tags);
        _mask = [.. Enumerable.Range(0, time).Select(t => random.Below(400 + (ulong)t, 3) > 0 ? 1f : 0)];
        Steps = [.. Enumerable.Range(0, time).Where(t => _mask[t] != 0)];
        // What stands at padded steps is no tag; a single tag cannot be told from padding.
        _labels = [.. Enumerable.Range(0, time).Select(t => _mask[t] != 0 ? random.Below(500 + (ulong)t, Tags)
            : Tags == 1 ? 0f : -7)];

        float[] Numbers(ulong first, int count) =>
            [.. Enumerable.Range(0, count).Select(i => 2 * (float)random.Normal(first + (ulong)i))];
    }

    private RandomChain(RandomChain padded)
    {
        (Tags, _transitions, _start, _end) = (padded.Tags, padded._transitions, padded._start, padded._end);
        _steps = [.. padded.Steps.SelectMany(t => padded._steps[(t * Tags)..((t + 1) * Tags)])];
        _mask = [.. padded.Steps.Select(_ => 1f)];
        _labels = [.. padded.Steps.Select(t => padded._labels[t])];
        Steps = [.. Enumerable.Range(0, _mask.Length)];
    }

    public int Tags { get; }

    /// <summary>The steps that count.</summary>
    public IReadOnlyList<int> Steps { get; }

    public RandomChain WithoutPadding() => new(this);

    public Tensor Scores(CallContext call) => call.Run(new ChainScores(new(Tags, [], [], [])),
        Tensor.From(_steps, [1, _mask.Length, Tags]), Tensor.From(_transitions, [Tags, Tags]), Tensor.From(_start),
        Tensor.From(_end), Tensor.From(_mask, [1, _mask.Length]));

    public (Tensor Labels, int[] Path) Truth() =>
        (Tensor.From(_labels, [1, _labels.Length]), [.. Steps.Select(t => (int)_labels[t])]);

    public IEnumerable<int[]> Paths()
    {
        var count = (int)Math.Pow(Tags, Steps.Count);
        for (var number = 0; number < count; number++)
        {
            var path = new int[Steps.Count];
            for (var (k, rest) = (0, number); k < path.Length; k++, rest /= Tags) path[k] = rest % Tags;
            yield return path;
        }
    }

    public double Score(int[] path)
    {
        if (path.Length == 0) return 0;
        double score = _start[path[0]] + (double)_end[path[^1]];
        for (var k = 0; k < path.Length; k++)
            score += _steps[Steps[k] * Tags + path[k]] + (k > 0 ? _transitions[path[k - 1] * Tags + path[k]] : 0d);
        return score;
    }

    public override string ToString() => $"{Tags} tags, steps {string.Join(' ', Steps)} of {_mask.Length}";
}
