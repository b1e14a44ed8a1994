using System.Text.Json.Nodes;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>What the held-out texts of a training and the answers to them were like, in numbers that hold no text: by
/// them other texts are found to be of another kind (<see cref="TextClassifier.Drift"/>).</summary>
internal sealed class HeldOutFigures
{
    /// <summary>Fewer texts have no usual.</summary>
    public const int FewTexts = 50;

    /// <summary>The kind of texts that hold nothing to read.</summary>
    public const string Unreadable = "nothing to read";

    /// <summary>The kind of texts with none of several labels.</summary>
    public const string NoLabel = "no label";

    private const int Most = 1_000;
    private const string ScoresField = "scores", LettersField = "letters", UnseenField = "unseen_words",
        UnlikeField = "unlike", LikeField = "like", LabelsField = "labels", CountsField = "counts";

    private HeldOutFigures(float[] scores, float[] letters, float[] unseen, (long Unlike, long Like) likeness,
        IReadOnlyDictionary<string, long> labels) =>
        (Scores, Letters, UnseenWords, Likeness, Labels) = (scores, letters, unseen, likeness, labels);

    /// <summary>How sure the answers are, or the numbers that they are, ascending.</summary>
    public float[] Scores { get; }

    /// <summary>The lengths of the texts in letters, ascending.</summary>
    public float[] Letters { get; }

    /// <summary>The shares of words that the vocabulary does not have, ascending; none where the encoder cannot
    /// say.</summary>
    public float[] UnseenWords { get; }

    /// <summary>How many are unlike the texts of the training, and how many like them; none where there is no
    /// profile.</summary>
    public (long Unlike, long Like) Likeness { get; }

    /// <summary>How many texts have each label as the answer.</summary>
    public IReadOnlyDictionary<string, long> Labels { get; }

    /// <summary>The figures of answers to texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="answers">The answers to them.</param>
    public static HeldOutFigures Of(IReadOnlyList<string> texts, IReadOnlyList<Prediction> answers) => new(
        [.. answers.Where(answer => answer.IsReadable).Select(ScoreOf).Order()],
        [.. texts.Select(text => (float)text.Length).Order()],
        [.. answers.Select(answer => answer.UnseenWords).OfType<double>().Select(share => (float)share).Order()],
        (answers.Count(answer => answer.IsUnlikeTraining == true),
            answers.Count(answer => answer.IsUnlikeTraining == false)),
        answers.SelectMany(LabelsOf).CountBy(label => label, StringComparer.Ordinal)
            .ToDictionary(entry => entry.Key, entry => (long)entry.Value, StringComparer.Ordinal));

    /// <summary>Those of a training; null where few texts were held out.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="heldOut">The texts held out.</param>
    /// <param name="outputs">The outputs to them of what had not learned from them.</param>
    /// <param name="learned">The texts learned from.</param>
    public static HeldOutFigures? Of(TextClassifier classifier, IReadOnlyList<LabelledText> heldOut, float[] outputs,
        IEnumerable<string> learned)
    {
        if (heldOut.Count < FewTexts || outputs.Length == 0) return null;
        var some = HeldOut.Some([.. Enumerable.Range(0, heldOut.Count)], Most);
        string[] texts = [.. some.Select(i => heldOut[i].Text)];
        var unseen = classifier.Encoder.UnseenWords(texts, learned);
        var width = classifier.Task.Outputs;
        return Of(texts, [.. classifier.Predict(texts).Select((asked, at) => !asked.IsReadable ? asked
            : classifier.Named(classifier.Task.Answer(outputs.AsSpan(some[at] * width, width))) with
            {
                IsUnlikeTraining = asked.IsUnlikeTraining,
                UnseenWords = unseen[at],
            })]);
    }

    /// <summary>What a file holds of them.</summary>
    public JsonObject ToJson() => new()
    {
        [ScoresField] = Numbers(Scores),
        [LettersField] = Numbers(Letters),
        [UnseenField] = Numbers(UnseenWords),
        [UnlikeField] = Likeness.Unlike,
        [LikeField] = Likeness.Like,
        [LabelsField] = new JsonArray([.. Labels.Keys.Select(label => (JsonNode)label)]),
        [CountsField] = new JsonArray([.. Labels.Values.Select(count => (JsonNode)count)]),
    };

    /// <summary>Those of a file, each of them one that such texts may have.</summary>
    public static HeldOutFigures Read(ConfigReader config, TextTask task)
    {
        ClassifierFile.RefuseOthers(config, ScoresField, LettersField, UnseenField, UnlikeField, LikeField, LabelsField,
            CountsField);
        var hasLabels = task is OneClass or SeveralLabels;
        var letters = Read(LettersField, Most);
        var texts = letters.Length;
        if (texts < FewTexts || letters.Any(length => !(length >= 0) || length != MathF.Floor(length)))
            throw config.Wrong(LettersField, $"{FewTexts} whole numbers and more, from 0 on");
        var (scores, unseen) = (Read(ScoresField, texts), Read(UnseenField, texts));
        if (hasLabels && scores.Any(IsNoShare)) throw config.Wrong(ScoresField, "numbers from 0 to 1");
        if (unseen.Any(IsNoShare)) throw config.Wrong(UnseenField, "numbers from 0 to 1");
        var (unlike, like) = ((long)config.Int(UnlikeField), (long)config.Int(LikeField));
        if (unlike < 0) throw config.Wrong(UnlikeField, "a number from 0 on");
        if (like < 0 || unlike + like > texts)
            throw config.Wrong(LikeField, FormattableString.Invariant($"a number from 0 on that with '{UnlikeField}' ")
                + FormattableString.Invariant($"is at most {texts}, as there are '{LettersField}'"));
        var (labels, counts) = (LabelSet.NamesIn(config, LabelsField), config.Ints(CountsField));
        if (labels.Length != counts.Count || counts.Any(count => count < 0 || count > texts)
            || labels.Distinct(StringComparer.Ordinal).Count() != labels.Length)
            throw config.Wrong(CountsField, FormattableString.Invariant($"a number from 0 to {texts}, as there are ")
                + $"'{LettersField}', for each of different '{LabelsField}'");
        if (hasLabels && labels.Any(label => label is not (Unreadable or NoLabel) && !task.Labels.Contains(label)))
            throw config.Wrong(LabelsField, "labels of the classifier");
        return new(scores, letters, unseen, (unlike, like),
            labels.Zip(counts).ToDictionary(entry => entry.First, entry => (long)entry.Second, StringComparer.Ordinal));

        float[] Read(string field, int most)
        {
            float[] numbers = [.. config.Floats(field)];
            return numbers.Length <= most && numbers.All(float.IsFinite) && numbers.Order().SequenceEqual(numbers)
                ? numbers : throw config.Wrong(field, FormattableString.Invariant($"at most {most} ascending numbers"));
        }

        static bool IsNoShare(float number) => number is not (>= 0 and <= 1);
    }

    private static float ScoreOf(Prediction answer) => answer.Value
        ?? (answer.Probability > 0 ? answer.Probability : answer.Probabilities.DefaultIfEmpty(0).Max());

    private static IEnumerable<string> LabelsOf(Prediction answer) => !answer.IsReadable ? [Unreadable]
        : (answer.Label ?? answer.Withheld) is { } label ? [label]
        : answer.Value is not null ? []
        : answer.Labels.Count > 0 ? answer.Labels : [NoLabel];

    private static JsonArray Numbers(float[] numbers) => new([.. numbers.Select(number => (JsonNode)number)]);
}
