using Valence.Operations;

namespace Valence.Language;

/// <summary>The scores of one text's tags, as a network gives them, and what follows from them.</summary>
/// <param name="scores">Scores <c>[words, tags, tags]</c>.</param>
/// <param name="tags">How many tags there are.</param>
internal sealed class TagChain(float[] scores, int tags)
{
    /// <summary>The scores.</summary>
    public ReadOnlySpan<float> Scores => scores;

    /// <summary>How many words there are.</summary>
    public int Words { get; } = scores.Length / (tags * tags);

    /// <summary>The likeliest tags.</summary>
    /// <param name="bias">Added to the score of the first tag, that of words outside.</param>
    public int[] Best(double bias)
    {
        if (Words == 0) return [];
        var moved = (float[])scores.Clone();
        for (var i = 0; i < moved.Length; i += tags) moved[i] += (float)bias;
        var path = new Tensor([1, Words], ElementType.Int32);
        BestPath.Instance.Define(new([Tensor.From(moved, [1, Words, tags, tags])]), [path]);
        return path.Ints.ToArray();
    }

    /// <summary>How surprising tags are: <c>−ln p</c> of all of them together, with scores divided by a
    /// temperature.</summary>
    public double Surprise(IReadOnlyList<int> truth, double temperature)
    {
        var divided = Divided(temperature);
        var score = 0.0;
        for (var t = 0; t < Words; t++)
            score += divided[(t * tags + (t == 0 ? 0 : truth[t - 1])) * tags + truth[t]];
        return ChainShape.Forward(divided, tags, new double[Words * tags]) - score;
    }

    /// <summary>How probable it is that words <paramref name="entity"/> have exactly these tags and belong together, no
    /// word more: the sum over all ways to tag the others.</summary>
    /// <param name="entity">The words.</param>
    /// <param name="path">The tags of the text.</param>
    /// <param name="goesOn">Whether a tag behind the entity would belong to it.</param>
    /// <param name="sums">What <see cref="Sums"/> gave.</param>
    public double Probability(Entity entity, IReadOnlyList<int> path, Func<int, bool> goesOn, ChainSums sums)
    {
        var (first, end) = (entity.First, entity.End);
        var score = sums.Ends[first * tags + path[first]];
        for (var t = first + 1; t < end; t++) score += sums.Scores[(t * tags + path[t - 1]) * tags + path[t]];
        if (end == Words) return Math.Min(1, Math.Exp(score - sums.Total));
        var probability = 0.0;
        for (var next = 0; next < tags; next++)
            if (!goesOn(next))
                probability += Math.Exp(score + sums.Scores[(end * tags + path[end - 1]) * tags + next]
                    + sums.Begins[end * tags + next] - sums.Total);
        return Math.Min(1, probability);
    }

    /// <summary>The sums over all ways to tag the text.</summary>
    public ChainSums Sums(double temperature)
    {
        var divided = Divided(temperature);
        var (ends, begins) = (new double[Words * tags], new double[Words * tags]);
        var total = ChainShape.Forward(divided, tags, ends);
        ChainShape.Backward(divided, tags, begins);
        return new(divided, ends, begins, total);
    }

    private float[] Divided(double temperature) =>
        temperature == 1 ? scores : [.. scores.Select(score => (float)(score / temperature))];
}
