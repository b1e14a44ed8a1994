using System.Collections;

namespace Valence.Classification;

/// <summary>Numbers one after the other, none larger in amount than the one before: those that would be share with
/// these what they come to, if they have the same sign (pool adjacent violators: Ayer et al. 1955).</summary>
internal sealed class FallingMeans : IEnumerable<double>
{
    private List<(double Sum, int Count)> _pools = [];

    /// <summary>The amount of the last number; infinite before the first.</summary>
    public double Least => _pools.Count == 0 ? double.PositiveInfinity : Math.Abs(_pools[^1].Sum / _pools[^1].Count);

    /// <summary>Whether amounts still fall with a number more.</summary>
    public bool Takes(double number) => With(number) is not null;

    /// <summary>Adds a number that <see cref="Takes"/> says can be.</summary>
    public void Add(double number) => _pools = With(number) ?? throw new ArgumentException(
        $"Expected a number whose amount falls, received {number}.", nameof(number));

    public IEnumerator<double> GetEnumerator() => _pools.SelectMany(pool =>
        Enumerable.Repeat(pool.Sum / pool.Count, pool.Count)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<(double Sum, int Count)>? With(double number)
    {
        List<(double Sum, int Count)> pools = [.. _pools, (number, 1)];
        while (pools is [.., var before, var last]
            && Math.Abs(last.Sum / last.Count) > Math.Abs(before.Sum / before.Count))
        {
            if (last.Sum > 0 != before.Sum > 0) return null;
            pools.RemoveAt(pools.Count - 1);
            pools[^1] = (before.Sum + last.Sum, before.Count + last.Count);
        }
        return pools;
    }
}
