using Valence.Text;

namespace Valence.Classification;

/// <summary>A classifier that answers with the mean of several, where that is better on texts that were not learned
/// from.</summary>
internal static class AveragedClassifier
{
    /// <summary>Which are averaged; null where one alone has the least loss, or no two of them can be joined.</summary>
    /// <param name="models">The scores of each, calibrated, and its place; the best that takes any number of ids comes
    /// first of these.</param>
    /// <param name="task">What they learned.</param>
    /// <param name="judging">The texts of the scores, which none of these come from learning.</param>
    public static AveragedChoice? Choose(IReadOnlyList<(float[] Scores, PartOfMean Part)> models, TextTask task,
        IReadOnlyList<LabelledText> judging)
    {
        var open = models.Select(model => model.Part).FirstOrDefault(part => part is PartOfMean.Last or PartOfMean.Bag);
        int[] members = [.. Of(PartOfMean.Padded), .. open == PartOfMean.Bag ? Of(open) : Of(PartOfMean.Last).Take(1)];
        if (members.Length < 2) return null;
        var shares = AveragedScores.Shares([.. members.Select(i => models[i].Scores)],
            scores => task.LossOf(judging, scores));
        members = [.. members.Where((_, i) => shares[i] > 0)];
        if (members.Length is < 2 or > JoinedEncoder.MostParts) return null;
        shares = [.. shares.Where(share => share > 0)];
        var scores = AveragedScores.Sum([.. members.Select(i => models[i].Scores)], shares);
        if (task.LinearLoss is not (LinearLoss.Softmax or LinearLoss.Sigmoid)) return new(members, shares, scores);
        var temperature = task.LinearTargets(judging)!.Temperature(scores);
        return new(members, [.. shares.Select(share => share / temperature)],
            Array.ConvertAll(scores, score => (float)(score / temperature)));

        IEnumerable<int> Of(PartOfMean part) => Enumerable.Range(0, models.Count).Where(i => models[i].Part == part);
    }

    /// <summary>The mean.</summary>
    /// <param name="members">Classifiers of one task, in the order of the choice.</param>
    /// <param name="shares">How much the scores of each count.</param>
    /// <param name="task">What they learned.</param>
    /// <param name="settings">Seed, backend and tables of the result.</param>
    /// <param name="record">What is known of its training.</param>
    public static TextClassifier Of(IReadOnlyList<TextClassifier> members, IReadOnlyList<double> shares, TextTask task,
        TrainingSettings settings, TrainingRecord record)
    {
        var encoder = new JoinedEncoder([.. members.Select(member => member.Encoder)]);
        return new(Name(members.Select(member => member.Recipe)), encoder, task,
            AveragedNetwork.Of(members, shares, encoder, task, settings), PreparationTie.Training, record)
        {
            Tables = settings.Tables,
            KeepsOptimizer = false,
        };
    }

    /// <summary>What the mean of some recipes is called.</summary>
    public static string Name(IEnumerable<string> recipes) => string.Join('+', recipes);
}
