using Valence.Text;

namespace Valence.Classification;

/// <summary>A classifier that answers with the mean of several, where that is better on held-out texts.</summary>
internal static class AveragedClassifier
{
    /// <summary>The mean and its scores of the held-out texts; null where one alone has the least loss, or no two of
    /// them can be joined.</summary>
    /// <param name="models">Classifiers with their scores of the held-out texts, calibrated; the better of two that
    /// take any number of ids comes first.</param>
    /// <param name="task">What they learned.</param>
    /// <param name="heldOut">The texts, which none of the scores come from learning.</param>
    /// <param name="settings">Seed, backend and tables of the result.</param>
    /// <param name="record">What is known of its training.</param>
    public static (TextClassifier Classifier, float[] Scores)? Of(
        IReadOnlyList<(TextClassifier Classifier, float[] Scores)> models, TextTask task,
        IReadOnlyList<LabelledText> heldOut, TrainingSettings settings, TrainingRecord record)
    {
        var joined = models.Where(model => AveragedNetwork.CanBePart(model.Classifier)).ToList();
        var last = joined.FindIndex(model => model.Classifier.Encoder.Length is null);
        joined = [.. joined.Where(model => model.Classifier.Encoder.Length is not null),
            .. last < 0 ? [] : new[] { joined[last] }];
        if (joined.Count < 2) return null;
        var shares = AveragedScores.Shares([.. joined.Select(model => model.Scores)],
            scores => task.LossOf(heldOut, scores));
        joined = [.. joined.Where((_, i) => shares[i] > 0)];
        if (joined.Count is < 2 or > JoinedEncoder.MostParts) return null;
        shares = [.. shares.Where(share => share > 0)];
        var scores = AveragedScores.Sum([.. joined.Select(model => model.Scores)], shares);
        if (task.LinearLoss is LinearLoss.Softmax or LinearLoss.Sigmoid)
        {
            var temperature = task.LinearTargets(heldOut)!.Temperature(scores);
            shares = [.. shares.Select(share => share / temperature)];
            scores = Array.ConvertAll(scores, score => (float)(score / temperature));
        }
        TextClassifier[] members = [.. joined.Select(model => model.Classifier)];
        var encoder = new JoinedEncoder([.. members.Select(member => member.Encoder)]);
        return (new(string.Join('+', members.Select(member => member.Recipe)), encoder, task,
            AveragedNetwork.Of(members, shares, encoder, task, settings), PreparationTie.Training, record)
        {
            Tables = settings.Tables,
            KeepsOptimizer = false,
        }, scores);
    }
}
