namespace Valence.Classification;

/// <summary>How the linear model does that learned from a part of the texts.</summary>
/// <param name="Texts">How many texts it learned from.</param>
/// <param name="Measure">The name of the task's first measure.</param>
/// <param name="Value">Its value on the judging texts.</param>
/// <param name="Interval">Its 95 % interval, of a share; null of others.</param>
internal sealed record FewerTexts(int Texts, string Measure, double Value, ConfidenceInterval? Interval)
{
    // Letters of the texts that are learned from and judged, and scores: what a minute is enough for.
    private const long MostLetters = 25_000_000, MostScores = 10_000_000;

    private const int FewestTexts = 20;

    private static readonly int[] Parts = [16, 8, 4, 2, 1];

    /// <summary>Fits the linear model to a sixteenth, an eighth, a quarter, half and all of the texts, each with the
    /// same settings, as far as that takes little time.</summary>
    /// <returns>From few texts to many; none where no linear model fits the task or all is too much.</returns>
    public static IReadOnlyList<FewerTexts> Of(TrainingFacts facts)
    {
        var (task, judging) = (Plain(facts.Classifier.Task), facts.Judging);
        var found = new List<FewerTexts>();
        if (task.LinearLoss == LinearLoss.None) return found;
        var settings = facts.Settings with { ValidationData = judging };
        foreach (var part in Parts)
        {
            settings.CancellationToken.ThrowIfCancellationRequested();
            var positions = HeldOut.Some([.. Enumerable.Range(0, facts.Learned.Count)], facts.Learned.Count / part);
            var texts = facts.Learned.Rows(positions).Then(judging);
            if (positions.Length < FewestTexts) continue;
            if (texts.Sum(row => (long)row.Text.Length) > MostLetters || (long)texts.Count * task.Outputs > MostScores)
                break;
            var targets = task.LinearTargets(texts)!;
            var scores = new LinearTraining([.. texts.Select(row => row.Text)], targets, settings).Plain(
                [.. Enumerable.Range(0, positions.Length)],
                [.. Enumerable.Range(positions.Length, judging.Count)]);
            if (task.LinearLoss == LinearLoss.Squared)
                scores = [.. scores.Select(score => (float)(targets.Scale * score + targets.Shift))];
            found.Add(Of(positions.Length, task.Evaluate(judging, task.OutputsOf(scores)).Measures[0], facts));
        }
        return found;
    }

    /// <summary>The same of the model that was kept.</summary>
    public static FewerTexts OfKept(TrainingFacts facts, ReportedRows rows) => Of(facts.Learned.Count,
        rows.Classes is { } classes ? KeyValuePair.Create("accuracy", classes.Report.Accuracy)
            : rows.Other!.Evaluation.Measures[0],
        facts);

    private static FewerTexts Of(int texts, KeyValuePair<string, double> measure, TrainingFacts facts) => new(texts,
        measure.Key, measure.Value, facts.Classifier.Task is OneClass
            ? Wilson.Interval((long)Math.Round(measure.Value * facts.Judging.Count), facts.Judging.Count) : null);

    // A threshold was chosen for another model.
    private static TextTask Plain(TextTask task) => task is OneClass one ? new OneClass(one.Labels) : task;
}
