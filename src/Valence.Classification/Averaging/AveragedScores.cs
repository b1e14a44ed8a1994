namespace Valence.Classification;

/// <summary>Which of several models' scores are averaged, and how much each counts.</summary>
/// <remarks>Ensemble selection: the model that lowers the loss of the mean most is added, again and again, also one
/// that is in it already (Caruana, Niculescu-Mizil, Crew, Ksikes 2004: Ensemble selection from libraries of
/// models).</remarks>
internal static class AveragedScores
{
    private const int Rounds = 20;

    /// <summary>The share of each model, which add up to 1; 0 for those that do not help.</summary>
    /// <param name="scores">The scores of each, all of the same texts, each calibrated.</param>
    /// <param name="lossOf">The mean loss of such scores.</param>
    public static double[] Shares(IReadOnlyList<float[]> scores, Func<float[], double> lossOf)
    {
        int[] counts = new int[scores.Count], best = [];
        var (sum, least) = (new double[scores[0].Length], double.PositiveInfinity);
        for (var round = 1; round <= Rounds; round++)
        {
            var losses = scores.Select(of => lossOf([.. sum.Zip(of, (total, score) =>
                (float)((total + score) / round))])).ToArray();
            var next = Array.IndexOf(losses, losses.Min());
            // What is no better now can be the way to a finer mean.
            counts[next]++;
            for (var i = 0; i < sum.Length; i++) sum[i] += scores[next][i];
            if (losses[next] >= least) continue;
            least = losses[next];
            best = [.. counts];
        }
        return Array.ConvertAll(best, count => (double)count / best.Sum());
    }

    /// <summary>The weighted sum of scores.</summary>
    public static float[] Sum(IReadOnlyList<float[]> scores, IReadOnlyList<double> shares)
    {
        var sum = new double[scores[0].Length];
        foreach (var (of, share) in scores.Zip(shares))
            for (var i = 0; i < sum.Length; i++) sum[i] += share * of[i];
        return Array.ConvertAll(sum, number => (float)number);
    }
}
