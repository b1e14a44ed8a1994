using Valence.Classification;
using Valence.Randomness;
using Valence.Text;
using Valence.Training;

namespace Valence.Language;

/// <summary>The probability below which the fallback is answered, chosen on questions that were not learned
/// from.</summary>
internal static class ChatThreshold
{
    private const int QuestionsAtOnce = 256;

    private static readonly ulong Purpose = CounterRandom.Purpose("chat parts");

    /// <summary>A question that was not learned from.</summary>
    /// <param name="Row">The question and its tag.</param>
    /// <param name="Nearest">The tag of the most probable intent.</param>
    /// <param name="Probability">How probable that is.</param>
    /// <param name="IsRight">Whether it is what the question means; of questions that mean none never.</param>
    public readonly record struct Asked(LabelledText Row, string Nearest, float Probability, bool IsRight);

    /// <summary>Asks every question by a classifier that did not learn from it.</summary>
    /// <remarks>Where no questions are known that mean none, intents play their part: in each of as many trainings some
    /// are left out whole, and their questions then mean none of the others.</remarks>
    public static (List<Asked> Questions, List<Asked> None) HeldOut(Intents intents, ChatSettings settings)
    {
        var questions = intents.Questions;
        var parts = Parts(intents, settings.Folds, settings.Seed);
        var (asked, none) = (new List<Asked>(), new List<Asked>());
        for (var fold = 0; fold <= parts.Max(); fold++)
        {
            var classifier = Learn([.. questions.Where((_, i) => parts[i] != fold)], settings);
            Ask(classifier, [.. questions.Where((_, i) => parts[i] == fold)], intents, asked, none,
                settings.CancellationToken);
        }
        if (intents.Fallback.Patterns.Count > 0) return (asked, none);
        var groups = Math.Min(settings.Folds, intents.Answered.Count / 2);
        for (var group = 0; groups > 1 && group < groups; group++)
        {
            var left = intents.Answered.Where((_, i) => i % groups == group).Select(intent => intent.Tag).ToHashSet();
            var classifier = Learn([.. questions.Where(row => !left.Contains(row.Label!))], settings);
            Ask(classifier, [.. questions.Where(row => left.Contains(row.Label!))
                .Select(row => row with { Label = intents.Fallback.Tag })], intents, asked, none, settings.CancellationToken);
        }
        return (asked, none);
    }

    /// <summary>How probable the most probable intent of each question is, and whether it is right.</summary>
    public static void Ask(TextClassifier classifier, IReadOnlyList<LabelledText> questions, Intents intents,
        List<Asked> asked, List<Asked> none, CancellationToken cancellation)
    {
        foreach (var some in questions.Chunk(QuestionsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (row, answer) in some.Zip(classifier.Predict([.. some.Select(row => row.Text)])))
            {
                var best = answer.ByLabel.Where(entry => entry.Key != intents.Fallback.Tag)
                    .OrderByDescending(entry => entry.Value).FirstOrDefault();
                (row.Label == intents.Fallback.Tag ? none : asked).Add(new(row, best.Key, best.Value,
                    best.Key == row.Label));
            }
        }
    }

    /// <summary>The threshold under which most is dealt with rightly: answers of the right intent, and questions of no
    /// intent left alone, which together weigh what they are expected to.</summary>
    public static float Best(List<Asked> questions, List<Asked> none, double shareOfNone)
    {
        var weight = none.Count == 0 ? 0 : shareOfNone / none.Count;
        var weightOfQuestion = (1 - shareOfNone) / questions.Count;
        (float Probability, double Gain)[] all = [.. questions.Where(one => one.IsRight)
                .Select(one => (one.Probability, -weightOfQuestion)),
            .. none.Select(one => (one.Probability, weight))];
        Array.Sort(all, (a, b) => a.Probability.CompareTo(b.Probability));
        // Raised step by step: what is passed is no more answered.
        var (best, gain, most) = (0f, 0.0, 0.0);
        for (var i = 0; i < all.Length; i++)
        {
            gain += all[i].Gain;
            if (i + 1 < all.Length && all[i + 1].Probability == all[i].Probability) continue;
            if (gain <= most) continue;
            (most, best) = (gain, i + 1 < all.Length ? (all[i].Probability + all[i + 1].Probability) / 2 : 1);
        }
        return best;
    }

    /// <summary>What such a threshold comes to.</summary>
    public static ChatFigures Figures(List<Asked> questions, List<Asked> none, float threshold) => new(questions.Count,
        questions.Count(one => one.Probability >= threshold),
        questions.Count(one => one.Probability >= threshold && one.IsRight), questions.Count(one => one.IsRight),
        none.Count, none.Count(one => one.Probability < threshold));

    /// <summary>A classifier of questions.</summary>
    public static TextClassifier Learn(IReadOnlyList<LabelledText> questions, ChatSettings settings) =>
        TextClassifier.Train(questions, new()
        {
            Recipe = settings.Recipe,
            Epochs = settings.Epochs,
            Seed = settings.Seed,
            Backend = settings.Backend,
            Verbose = Verbosity.Silent,
            Output = TextWriter.Null,
            KeepExamples = false,
            KeepFingerprints = false,
            ValidationSplit = 0,
            CancellationToken = settings.CancellationToken,
        });

    // Each intent's questions lie in parts as evenly as they can; of one question alone nothing is held out.
    private static int[] Parts(Intents intents, int folds, ulong seed)
    {
        var parts = new List<int>();
        foreach (var (number, intent) in intents.Answered.Append(intents.Fallback).Index())
        {
            int[] order = [.. Enumerable.Range(0, intent.Patterns.Count)];
            new CounterRandom(seed, Purpose, (ulong)number).Shuffle(order.AsSpan());
            var of = new int[order.Length];
            for (var i = 0; i < order.Length; i++) of[order[i]] = order.Length == 1 ? -1 : (i + number) % folds;
            parts.AddRange(of);
        }
        return [.. parts];
    }
}
