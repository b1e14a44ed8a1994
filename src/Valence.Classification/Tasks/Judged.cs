namespace Valence.Classification;

/// <summary>How a recipe did on held-out texts.</summary>
/// <param name="Result">What is told of it.</param>
/// <param name="Score">What decides, the larger the better.</param>
/// <param name="IsRight">Whether each text was right; empty where answers are nearer or farther.</param>
internal sealed record Judged(TriedRecipe Result, double Score, bool[] IsRight)
{
    // As often by chance: no difference.
    private const double Chance = 0.05;

    /// <summary>Whether it did better: where the numbers of right texts can't be told apart, the smaller loss decides,
    /// which says more of each text.</summary>
    public bool IsBetterThan(Judged other)
    {
        // Weighted texts have no such test.
        var counts = IsRight.Length > 0 && Score == IsRight.Count(right => right);
        return counts && Beside(other).P >= Chance ? Result.Loss < other.Result.Loss : Score > other.Score;
    }

    /// <summary>The same by another name.</summary>
    public Judged Renamed(string name) => this with { Result = Result with { Recipe = name } };

    /// <summary>The texts that one of two had right, against those of the other.</summary>
    public McNemar Beside(Judged other)
    {
        var pairs = IsRight.Zip(other.IsRight).ToArray();
        return McNemar.Of(pairs.Count(pair => pair is (true, false)), pairs.Count(pair => pair is (false, true)),
            pairs.Length);
    }
}
