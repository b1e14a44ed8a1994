using System.Globalization;
using System.Text;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Whether texts and the answers to them are of another kind than those that were held out of the
/// classifier's training; labels are not needed.</summary>
public sealed class DriftReport
{
    private const double Unlikely = 1e-3, DistanceThatMatters = 0.1, ShareThatMatters = 0.05,
        MeanThatMatters = 0.02;
    private const int LabelsShown = 5;

    private DriftReport(HeldOutFigures before, HeldOutFigures now, IReadOnlyList<DriftMeasure> measures,
        IReadOnlyList<LabelShare> labels) => (Rows, ReadableRows, TrainingRows, Measures, Labels) =
            (now.Letters.Length, now.Scores.Length, before.Letters.Length, measures, labels);

    /// <summary>The texts.</summary>
    public int Rows { get; }

    /// <summary>Those of them that have something to read for the classifier.</summary>
    public int ReadableRows { get; }

    /// <summary>Whether there are enough texts, 50 at least, to tell anything; otherwise there are no measures and no
    /// labels.</summary>
    public bool CanTell => Rows >= HeldOutFigures.FewTexts;

    /// <summary>The held-out texts of the training that they are compared with: a thousand at most.</summary>
    public int TrainingRows { get; }

    /// <summary>What was compared: how sure the answers are (or the numbers that they are), the length of the texts,
    /// their share of unseen words and whether they are unlike the training, where the classifier knows these, and the
    /// labels of the answers, where there are such.</summary>
    public IReadOnlyList<DriftMeasure> Measures { get; }

    /// <summary>The share of texts with each label as the answer, those whose share changed most first.</summary>
    public IReadOnlyList<LabelShare> Labels { get; }

    /// <summary>Whether anything moved; false too where nothing can be told (<see cref="CanTell"/>).</summary>
    public bool HasMoved => Measures.Any(measure => measure.HasMoved);

    /// <summary>Compares figures.</summary>
    internal static DriftReport Of(HeldOutFigures before, HeldOutFigures now, bool areNumbers)
    {
        if (now.Letters.Length < HeldOutFigures.FewTexts) return new(before, now, [], []);
        var tests = new List<(string Name, double? Before, double? Now, double Distance, double P, double Matters)>();
        // Near 1 probabilities differ by nothing that matters.
        Compare(areNumbers ? "number" : "probability", before.Scores, now.Scores, areNumbers ? 0 : MeanThatMatters);
        Compare("letters of a text", before.Letters, now.Letters);
        // Names and matters of the day are unseen wherever texts are of one kind.
        Compare("share of unseen words", before.UnseenWords, now.UnseenWords, MeanThatMatters);
        var (old, recent) = (before.Likeness, now.Likeness);
        if (old.Unlike + old.Like > 0 && recent.Unlike + recent.Like > 0)
        {
            var (share, other) = (Share(old.Unlike, old.Unlike + old.Like),
                Share(recent.Unlike, recent.Unlike + recent.Like));
            tests.Add(("unlike the training", share, other, Math.Abs(other - share),
                ChiSquared.Of([old.Unlike, old.Like], [recent.Unlike, recent.Like]).P, ShareThatMatters));
        }
        string[] names = [.. before.Labels.Keys.Union(now.Labels.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        var labels = new List<LabelShare>();
        if (names.Length > 0)
        {
            long[] olds = [.. names.Select(name => before.Labels.GetValueOrDefault(name))],
                news = [.. names.Select(name => now.Labels.GetValueOrDefault(name))];
            labels.AddRange(names.Select((name, k) =>
                new LabelShare(name, Share(olds[k], olds.Sum()), Share(news[k], news.Sum()))));
            tests.Add(("labels of the answers", null, null, labels.Sum(label => Math.Abs(label.Now - label.Before)) / 2,
                ChiSquared.Of(olds, news).P, ShareThatMatters));
        }
        return new(before, now, [.. tests.Select(test => new DriftMeasure(test.Name,
            test.Before, test.Now, test.Distance, test.P,
            IsUnlikely(test.P, tests.Count) && test.Distance >= test.Matters))],
            [.. labels.OrderByDescending(label => Math.Abs(label.Now - label.Before))]);

        void Compare(string name, float[] first, float[] second, double least = 0)
        {
            if (first.Length == 0 || second.Length == 0) return;
            var test = KolmogorovSmirnov.Of(Array.ConvertAll(first, number => (double)number),
                Array.ConvertAll(second, number => (double)number));
            var (mean, other) = (first.Average(), second.Average());
            tests.Add((name, mean, other, test.Statistic, test.P,
                Math.Abs(other - mean) < least ? double.PositiveInfinity : DistanceThatMatters));
        }

        static double Share(long some, long all) => all == 0 ? 0 : (double)some / all;
    }

    // By Bonferroni, since several things are compared.
    private static bool IsUnlikely(double p, int tests) => p * tests < Unlikely;

    /// <summary>A table of what was compared, and what that means.</summary>
    public override string ToString()
    {
        if (!CanTell)
            return string.Create(CultureInfo.InvariantCulture, $"Nothing can be told of {Rows} texts: fewer than "
                + $"{HeldOutFigures.FewTexts} do not show what is usual. Give more.{Environment.NewLine}");
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture,
            $"{Rows} texts beside {TrainingRows} that were held out of the training:").AppendLine()
            .AppendLine($"{"",-22} {"training",10} {"these",10} {"distance",9} {"p",9}");
        foreach (var measure in Measures)
            text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{measure.Name,-22} "
                + $"{Shown(measure.Before),10} {Shown(measure.Now),10} {measure.Distance,9:F3} {measure.P,9:G2}"
                + $"{(measure.HasMoved ? "  moved" : IsUnlikely(measure.P, Measures.Count) ? "  too little to matter"
                    : "")}"));
        text.AppendLine();
        if (Measures.Any(measure => measure is { HasMoved: true, Before: null }))
        {
            foreach (var label in Labels.Take(LabelsShown))
                text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                    $"{Printable.Label(LabelSet.Shortened(label.Label))}: {label.Before:P1} of the answers before, "
                    + $"{label.Now:P1} here"));
            text.AppendLine();
        }
        return text.AppendLine(HasMoved
            ? "These texts are not of the kind that the model was trained with: judge it by labels of some of them "
                + "('valence evaluate' without --drift), and train with such texts."
            : "Nothing moved that matters.").ToString();

        static string Shown(double? number) => number is { } value
            ? value.ToString(Math.Abs(value) >= 10 ? "F1" : "F4", CultureInfo.InvariantCulture) : "";
    }
}
