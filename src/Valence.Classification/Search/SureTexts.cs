using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Texts without labels that a linear model of the labelled ones is sure of, with the labels that it gives
/// them: self-training (Yarowsky 1995: Unsupervised word sense disambiguation rivaling supervised methods).</summary>
/// <remarks>The model learns from the texts to learn from alone, so that what is held out has no part in any
/// label.</remarks>
internal static class SureTexts
{
    /// <summary>How often a label is right at least, as texts show that each did not learn from.</summary>
    public const double Right = 0.98;

    // Texts of a class that are too few to tell how sure is sure, and texts for each labelled one at most: more drown
    // these.
    private const int Fewest = 20, MostForEach = 4;

    // Texts that are asked for each labelled one: of more no more would be learned from.
    private const int MostAsked = 20;

    /// <summary>The texts, of each class as many for each labelled one; none where the model is not sure.</summary>
    /// <param name="task">The classes.</param>
    /// <param name="texts">All labelled texts.</param>
    /// <param name="training">Positions of those to learn from.</param>
    /// <param name="settings">With the texts without labels.</param>
    public static IReadOnlyList<LabelledText> Of(OneClass task, IReadOnlyList<LabelledText> texts, int[] training,
        TrainingSettings settings)
    {
        var learned = texts.Rows(training);
        var asked = Others(texts, settings.Unlabelled!, MostAsked * training.Length);
        if (asked.Count == 0) return [];
        var linear = new LinearTraining(learned.Texts(), task.LinearTargets(learned)!, settings);
        var (judging, judged, answered) = linear.Teach(asked);
        var (truth, classes) = (task.Classes(learned), Math.Max(2, task.Outputs));
        var known = Answers(task, judged);
        var least = Enumerable.Range(0, classes).Select(k => Least([.. known.Index().Where(one => one.Item.Class == k)
            .Select(one => (one.Item.Confidence, truth[judging[one.Index]] == k))])).ToArray();
        var answers = Answers(task, answered);
        var sure = Enumerable.Range(0, classes).Select(k => Enumerable.Range(0, asked.Count)
            .Where(i => answers[i].Class == k && answers[i].Confidence >= least[k]).ToArray()).ToArray();
        // What the classes are like in number tells too, and stays as it is.
        var ofEach = Enumerable.Range(0, classes).Where(k => sure[k].Length > 0).Select(k =>
            (double)sure[k].Length / Math.Max(1, truth.Count(one => one == k))).Append(MostForEach).Min();
        int[] taken = [.. Enumerable.Range(0, classes).SelectMany(k => HeldOut.Some(sure[k],
            (int)(ofEach * truth.Count(one => one == k)))).Order()];
        settings.Say(string.Create(CultureInfo.InvariantCulture, $"Of {asked.Count} texts without labels the linear "
            + $"model is sure of {sure.Sum(one => one.Length)} (right on {Right:P0} of such that it did not learn "
            + $"from); {taken.Length} are learned from besides."));
        return [.. taken.Select(i => new LabelledText(asked[i], task.Labels.Names[answers[i].Class], i + 1))];
    }

    // Each once, and none that has a label.
    private static List<string> Others(IReadOnlyList<LabelledText> texts, IReadOnlyList<string> unlabelled, int most)
    {
        var seen = texts.Select(row => Print(row.Text)).ToHashSet();
        string[] others = [.. unlabelled.Where(text => seen.Add(Print(text)))];
        return [.. HeldOut.Some([.. Enumerable.Range(0, others.Length)], most).Select(i => others[i])];

        static ulong Print(string text) => Fingerprint64.Of(string.Join(' ', text.ToLowerInvariant().Split(
            default(char[]), StringSplitOptions.RemoveEmptyEntries)));
    }

    private static (int Class, float Confidence)[] Answers(OneClass task, float[] scores)
    {
        var (outputs, width) = (task.OutputsOf(scores), task.Outputs);
        return [.. Enumerable.Range(0, outputs.Length / width).Select(row =>
        {
            var of = outputs.AsSpan(row * width, width);
            if (width == 1) return of[0] > 0.5f ? (1, of[0]) : (0, 1 - of[0]);
            var best = 0;
            for (var k = 1; k < width; k++) if (of[k] > of[best]) best = k;
            return (best, of[best]);
        })];
    }

    /// <summary>The least confidence at and above which enough answers are right; infinite where none is.</summary>
    internal static float Least((float Confidence, bool IsRight)[] answers)
    {
        Array.Sort(answers, (a, b) => b.Confidence.CompareTo(a.Confidence));
        var (right, least) = (0, float.PositiveInfinity);
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].IsRight) right++;
            if (i + 1 < answers.Length && answers[i + 1].Confidence == answers[i].Confidence) continue;
            if (i + 1 >= Fewest && right >= Right * (i + 1)) least = answers[i].Confidence;
        }
        return least;
    }
}
