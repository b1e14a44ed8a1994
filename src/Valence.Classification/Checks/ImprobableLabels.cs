using System.Globalization;

namespace Valence.Classification;

/// <summary>Labels that models find improbable which learned from other rows: five parts, each judged by a linear model
/// of the other four.</summary>
internal sealed class ImprobableLabels : DataCheck
{
    /// <summary>What it is called.</summary>
    public const string Named = "doubted labels";

    // A model of fewer rows says nothing.
    private const int FewTexts = 100;

    /// <inheritdoc/>
    public override string Name => Named;

    // Labels of fewer texts, or that all but a few have, are not doubted.
    private const int FewOfLabel = 10;

    private const int MostNamed = 5;

    /// <inheritdoc/>
    public override string? LeftOut(CheckedTexts texts) => !texts.HaveClasses && !texts.HaveSets
        ? "it compares texts with labels, two at least"
        : texts.Learned.Count < FewTexts
            ? FormattableString.Invariant($"a model of fewer than {FewTexts} texts says nothing of others")
        : DoubtfulClasses.InvisiblyAlike(texts).Any() ? "some labels differ in nothing that can be seen"
        : texts.HaveSets && !Known(texts).Any() ? FormattableString.Invariant(
            $"no label has {FewOfLabel} texts, and as many without it")
        : texts.HaveSets && texts.Learned.Count * (long)texts.Overview.Classes.Count > LinearTraining.MostScores
            ? FormattableString.Invariant($"texts times labels are more than {LinearTraining.MostScores}") : null;

    /// <inheritdoc/>
    public override string? PartLeftOut(CheckedTexts texts)
    {
        if (!texts.HaveSets) return null;
        string[] left = [.. texts.Overview.Classes.Select(entry => entry.Key).Except(Known(texts),
            StringComparer.Ordinal)];
        return left.Length == 0 ? null : $"of {string.Join(", ", left.Take(MostNamed).Select(CheckedTexts.Quoted))}"
            + (left.Length > MostNamed ? FormattableString.Invariant($" and {left.Length - MostNamed} more") : "")
            + FormattableString.Invariant($": fewer than {FewOfLabel} texts have the label, or have it not");
    }

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        FoundRow[] found = texts.HaveSets ? [.. OfSets(texts)] : [.. OfClasses(texts)];
        if (found.Length > 0)
            yield return new(Name, string.Create(CultureInfo.InvariantCulture, $"{CheckedTexts.Texts(found.Length)} "
                + $"{(found.Length == 1 ? "has a label" : "have labels")} that models of the other rows find "
                + $"improbable{(texts.HaveSets ? ", or lack one that these find probable" : "")}, the worst first: "
                + $"{texts.Named(found)}."), $"Read them beside the {(texts.HaveSets ? "labels" : "label")} that they "
                + "would be given: some are wrong, others hard.", found);
    }

    private static IEnumerable<FoundRow> OfClasses(CheckedTexts texts)
    {
        var rows = texts.Learned;
        var task = OneClass.Fit(rows, Settings(texts));
        var noise = LabelNoise.Of<double>([.. rows.Select(row => task.Labels.IndexOf(row.Label!, row.Row))],
            Probabilities(texts, task));
        return noise.Issues.Select(i => texts.Found(i) with
        {
            SuggestedLabel = task.Labels.Names[noise.Suggested(i)],
            Probability = noise.SelfConfidence[i],
        });
    }

    // Each label is a yes or no of its own, and doubted by itself.
    private static IEnumerable<FoundRow> OfSets(CheckedTexts texts)
    {
        var rows = texts.Learned;
        var task = SeveralLabels.Fit(rows, Settings(texts));
        var probabilities = Probabilities(texts, task);
        var known = Known(texts).ToHashSet(StringComparer.Ordinal);
        var doubts = new Dictionary<int, List<LabelDoubt>>();
        foreach (var (k, label) in task.Labels.Names.Index().Where(entry => known.Contains(entry.Item)))
        {
            texts.ThrowIfCancelled();
            int[] isThere = [.. rows.Select(row => row.Labels!.Contains(label) ? 1 : 0)];
            double[] of = [.. Enumerable.Range(0, rows.Count).Select(i => probabilities[i * task.Outputs + k])];
            foreach (var i in LabelNoise.Of<double>(isThere, of).Issues)
            {
                if (!doubts.TryGetValue(i, out var its)) doubts.Add(i, its = []);
                its.Add(new(label, isThere[i] == 0, of[i]));
            }
        }
        return doubts.Select(entry =>
        {
            LabelDoubt[] its = [.. entry.Value.OrderBy(Believed)];
            string[] given = [.. texts.LabelsOf(entry.Key)];
            return texts.Found(entry.Key) with
            {
                Doubts = its,
                SuggestedLabels = [.. given.Except(its.Where(doubt => !doubt.IsMissing).Select(doubt => doubt.Label))
                    .Concat(its.Where(doubt => doubt.IsMissing).Select(doubt => doubt.Label))
                    .Order(StringComparer.Ordinal)],
                Probability = Believed(its[0]),
            };
        }).OrderBy(row => row.Probability).ThenBy(row => row.Index);

        // How probable what the set says is.
        static double Believed(LabelDoubt doubt) => doubt.IsMissing ? 1 - doubt.Probability : doubt.Probability;
    }

    private static double[] Probabilities(CheckedTexts texts, TextTask task)
    {
        var (rows, settings) = (texts.Learned, Settings(texts));
        var (training, validation) = task.Split(rows, settings.ValidationSplit, settings.Seed);
        return new LinearTraining([.. rows.Select(row => row.Text)], task.LinearTargets(rows)!, settings)
            .OutOfFold(training, validation);
    }

    private static TrainingSettings Settings(CheckedTexts texts) => new()
    {
        Recipe = Recipes.Linear,
        Seed = texts.Settings.Seed,
        CancellationToken = texts.Settings.CancellationToken,
    };

    private static IEnumerable<string> Known(CheckedTexts texts) => texts.Overview.Classes
        .Where(entry => Math.Min(entry.Value, texts.Learned.Count - entry.Value) >= FewOfLabel)
        .Select(entry => entry.Key);
}
