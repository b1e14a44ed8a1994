using System.Globalization;
using Valence.Randomness;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Parts of texts that judge in turn what learned from the others.</summary>
internal sealed class TrialParts
{
    // Of so few texts a tenth decides nothing.
    private const int FewTexts = 2_000, DefaultFolds = 5;

    private readonly IReadOnlyList<(int[] Training, int[] Held)> _parts;
    private readonly TrialTraining _training;
    private IReadOnlyList<TrialTraining>? _ofParts;

    private TrialParts(IReadOnlyList<(int[] Training, int[] Held)> parts, TrialTraining training)
    {
        (_parts, _training) = (parts, training);
        Judging = [.. training.Texts.Rows([.. parts.SelectMany(part => part.Held)])];
        AreAlike = parts.Select(part => part.Held.Length).Append(training.Held.Count)
            .Select(held => held >= ClassifierTraining.RowsThatDecide).Distinct().Count() == 1;
    }

    /// <summary>How many there are; 0 where other texts judge.</summary>
    public int Count => _parts.Count;

    /// <summary>The texts that judge, one part after the other.</summary>
    public IReadOnlyList<LabelledText> Judging { get; }

    /// <summary>Whether models of parts are calibrated where the last one is, by enough texts that judge each: only
    /// alike they are averaged by the same shares.</summary>
    public bool AreAlike { get; }

    /// <summary>About how many texts each model learns from, and how many judge it.</summary>
    public (int Texts, int Judging) Sizes => (_parts[0].Training.Length, _parts[0].Held.Length);

    /// <summary>The parts of a search: those that were asked for, some of their own where texts are few, else
    /// none.</summary>
    /// <exception cref="DataException">There are too few texts for so many parts.</exception>
    public static TrialParts For(TrialTraining training, TrainingSettings settings, bool isLong)
    {
        var texts = training.Texts;
        if (settings.Folds is { } asked)
        {
            var parts = Cut(asked);
            if (parts.Any(AreFew))
                throw new DataException(string.Create(CultureInfo.InvariantCulture, $"Expected "
                    + $"{LinearTraining.ProvesNothing} texts at least in each of {asked} parts, found "
                    + $"{parts.Min(part => part.Held.Length)} in one. Give fewer folds, or more texts."));
            return new(parts, training);
        }
        if (isLong && settings.ValidationData is null && texts.Count <= FewTexts)
            for (var folds = DefaultFolds; folds >= TrialSearch.LeastFolds; folds--)
                if (Cut(folds) is var parts && !parts.Any(AreFew)) return new(parts, training);
        return new([], training);

        IReadOnlyList<(int[] Training, int[] Held)> Cut(int count) =>
            Of(texts, count, settings.Seed, areClasses: training.Task.Labels.Count > 0);

        static bool AreFew((int[] Training, int[] Held) part) => part.Held.Length < LinearTraining.ProvesNothing;
    }

    /// <summary>The scores of each part by what learned from the others, its mean number of epochs, and what place it
    /// may have in a mean; null where one did not come to an end: figures of some of the texts are not to be compared
    /// with those of all.</summary>
    public (float[] Scores, int Epochs, PartOfMean Part)? Learn(Func<TrialTraining, Candidate?> learn)
    {
        var (scores, epochs, part) = (new List<float>(), 0, PartOfMean.None);
        // What a part has learned of words and of texts without labels is of use to all trials.
        _ofParts ??= [.. _parts.Select(one => _training.On(one.Training, one.Held))];
        foreach (var of in _ofParts)
        {
            if (learn(of) is not { } learned) return null;
            scores.AddRange(learned.Scores);
            epochs += learned.Judged.Result.Epochs;
            part = AveragedNetwork.PartOf(learned.Classifier);
        }
        return ([.. scores], (epochs + Count / 2) / Count, part);
    }

    /// <summary>Cuts texts in parts, of each class alike, equal texts in one part; a text judges once at most, and only
    /// where what judged learned its class.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="count">How many parts.</param>
    /// <param name="seed">Decides which text is in which.</param>
    /// <param name="areClasses">Whether labels are classes, and not numbers.</param>
    public static IReadOnlyList<(int[] Training, int[] Held)> Of(IReadOnlyList<LabelledText> texts, int count,
        ulong seed, bool areClasses = true)
    {
        var order = Enumerable.Range(0, texts.Count).ToArray();
        new CounterRandom(seed, CounterRandom.Purpose("parts")).Shuffle(order.AsSpan());
        var (partOf, next) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>());
        foreach (var i in order)
        {
            if (partOf.ContainsKey(texts[i].Text)) continue;
            var label = ClassOf(i);
            // Each class begins where the one before ended, so that parts are alike in size.
            var part = next.TryGetValue(label, out var turn) ? turn : partOf.Count % count;
            partOf[texts[i].Text] = part;
            next[label] = (part + 1) % count;
        }
        var parts = new List<(int[] Training, int[] Held)>();
        for (var part = 0; part < count; part++)
        {
            var rows = Enumerable.Range(0, texts.Count).ToLookup(i => partOf[texts[i].Text] == part);
            var known = rows[false].Select(ClassOf).ToHashSet(StringComparer.Ordinal);
            int[] held = [.. rows[true].Where(i => known.Contains(ClassOf(i)))];
            parts.Add(([.. Enumerable.Range(0, texts.Count).Except(held)], held));
        }
        return parts;

        string ClassOf(int i) => areClasses ? texts[i].Label ?? "" : "";
    }
}
