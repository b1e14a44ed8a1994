using System.Globalization;
using System.Text.RegularExpressions;
using Valence.Text;

namespace Valence.Classification;

/// <summary>What the threshold of two classes has to reach on the held-out texts: a recall or precision of one
/// class.</summary>
/// <param name="Measure"><c>recall</c> or <c>precision</c>.</param>
/// <param name="Label">The class that it is of.</param>
/// <param name="Least">What is reached at least, above 0 and up to 1.</param>
public sealed partial record ThresholdGoal(string Measure, string Label, double Least)
{
    private const string Recall = "recall", Precision = "precision";

    /// <summary>A goal as it is written: <c>recall(negative)&gt;=0.9</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ThresholdGoal Parse(string text)
    {
        var parts = Form().Match(Require.NotNull(text));
        return parts.Success && double.TryParse(parts.Groups[3].Value, NumberStyles.Float, CultureInfo.InvariantCulture,
            out var least) && least is > 0 and <= 1 ? new(parts.Groups[1].Value, parts.Groups[2].Value, least)
            : throw new FormatException("Expected a goal such as recall(negative)>=0.9: recall or precision of a "
                + $"class, and a number above 0 and up to 1, received '{text}'.");
    }

    /// <summary>The goal as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Measure}({Label})>={Least}");

    /// <summary>The threshold that reaches the goal and has most texts right, and what that costs.</summary>
    /// <param name="labels">The two classes.</param>
    /// <param name="classes">The class of each held-out text.</param>
    /// <param name="second">The probability of the second class of each.</param>
    /// <param name="usual">The threshold without a goal.</param>
    /// <exception cref="DataException">No threshold reaches it.</exception>
    internal (float Threshold, string Cost) Choose(LabelSet labels, int[] classes, ReadOnlySpan<float> second,
        float usual)
    {
        var of = labels.IndexOf(Label, 0);
        if (classes.Distinct().Count() < 2)
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"A goal is reached on held-out texts "
                + $"of both classes, and all {classes.Length} are of one. Hold others out, or leave the goal out."));
        var values = second.ToArray();
        // Between two probabilities each threshold answers alike.
        float[] sorted = [.. values.Distinct().Order()];
        float[] thresholds = [0, .. sorted.Zip(sorted.Skip(1), (a, b) => (float)((a + (double)b) / 2)), usual, 1];
        var reached = thresholds.Select(threshold => (Threshold: threshold, Figures: Of(threshold))).ToArray();
        var fit = reached.Where(entry => entry.Figures.Value >= Least).ToArray();
        if (fit.Length == 0)
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"No threshold reaches {this} on "
                + $"{classes.Length} held-out texts: {reached.Max(entry => entry.Figures.Value):F3} is the most. Ask "
                + $"for less, or learn from more texts."));
        var best = fit.OrderByDescending(entry => entry.Figures.Right)
            .ThenBy(entry => Math.Abs(entry.Threshold - usual)).First();
        var (before, now) = (Of(usual), best.Figures);
        var other = Measure == Recall ? Precision : Recall;
        var interval = Wilson.Interval(now.Hit, now.Of);
        return (best.Threshold, string.Create(CultureInfo.InvariantCulture, $"Goal {this}: threshold "
            + $"{best.Threshold:G4}, by which {Measure} is {now.Value:F3} ({interval.Low:F3} to {interval.High:F3}), "
            + $"{other} {now.Other:F3}, and {now.Right} of {classes.Length} held-out texts are right; at {usual:G4} "
            + $"{Measure} would be {before.Value:F3}, {other} {before.Other:F3}, and {before.Right} right."));

        (double Value, double Other, int Hit, int Of, int Right) Of(float threshold)
        {
            var (hit, answered, there, right) = (0, 0, 0, 0);
            for (var i = 0; i < classes.Length; i++)
            {
                var answer = values[i] > threshold ? 1 : 0;
                if (answer == classes[i]) right++;
                if (answer == of) answered++;
                if (classes[i] == of) there++;
                if (answer == of && classes[i] == of) hit++;
            }
            var (all, others) = Measure == Recall ? (there, answered) : (answered, there);
            return ((double)hit / Math.Max(1, all), (double)hit / Math.Max(1, others), hit, Math.Max(1, all), right);
        }
    }

    /// <summary>Refuses a goal that the classes do not have.</summary>
    internal ThresholdGoal Checked(LabelSet labels)
    {
        if (Measure is not (Recall or Precision))
            throw new ArgumentException($"Expected a goal of recall or precision, received '{Measure}'.");
        if (!(Least is > 0 and <= 1))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected a goal above 0 and up "
                + $"to 1, received {Least}."));
        if (labels.Count != 2)
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"A goal is reached by the threshold "
                + $"of two "
                + $"classes, there are {labels.Count}. Leave the goal out, or learn one class against the others."));
        if (!labels.Contains(Label))
            throw new DataException($"Goal: there is no class '{Printable.Label(LabelSet.Shortened(Label))}'. "
                + NearName.List(Label, labels.Names));
        return this;
    }

    [GeneratedRegex(@"^\s*(recall|precision)\s*\(\s*(.+?)\s*\)\s*>=\s*([0-9.eE+-]+)\s*$")]
    private static partial Regex Form();
}
