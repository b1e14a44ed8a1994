using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>The answer for one text.</summary>
/// <param name="Label">The class; null where the text holds nothing to read (no word of the vocabulary), where the
/// classifier is unsure and abstains, and for other tasks.</param>
/// <param name="Probability">The probability of that class, or of the one that would have been the answer,
/// from 0 to 1; 0 where there is none.</param>
/// <param name="Probabilities">The probability of every class or label in the classifier's order; empty where there
/// is none.</param>
public sealed record Prediction(string? Label, float Probability, IReadOnlyList<float> Probabilities)
{
    /// <summary>The answer to a text without a known word.</summary>
    public static Prediction NothingToRead { get; } = new(null, 0, []) { IsReadable = false };

    /// <summary>The labels above their thresholds, the most probable first; of one class that alone.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The number; null for other tasks and where there is nothing to read.</summary>
    public float? Value { get; init; }

    /// <summary>Whether the text held something to read.</summary>
    public bool IsReadable { get; init; } = true;

    /// <summary>Whether there is no answer because the classifier is unsure
    /// (<see cref="TextClassifier.WithHighestRisk"/>); the probabilities are there.</summary>
    public bool IsAbstained { get; init; }

    /// <summary>The share of the text's words that the vocabulary does not have, from 0 to 1; null where the text has
    /// no words or the encoder cannot say (<see cref="TextEncoder.UnseenWords(string)"/>).</summary>
    public double? UnseenWords { get; init; }

    /// <summary>Whether the text is like hardly any that the classifier was trained with, in its words, letters and
    /// frequent words in a row, so that the answer has little behind it: of texts like those of the training about one
    /// in twenty-five is told so, of texts shorter than nearly all of them at most about one in ten. Of fewer than
    /// eight words and signs the words and their letters count alone, in any order; where the training has all of them,
    /// and not so many words that this cannot be known, it is false. Null where the text has no words, the training had
    /// fewer than 200 texts, or the file does not say, such as those of earlier versions.</summary>
    public bool? IsUnlikeTraining { get; init; }

    /// <summary>In how many windows the text was read, at least 1: more where it has more words than the network takes
    /// at once (<see cref="TextEncoder.Length"/>).</summary>
    public int Windows { get; init; } = 1;

    /// <summary>The part of what the encoder found in the text that was read, from 0 to 1: 1 but for texts so long that
    /// <see cref="TextEncoder.MostWindows"/> do not reach all of it.</summary>
    public double ShareRead { get; init; } = 1;

    /// <summary>The probability of every class or label by its name; empty where there is none.</summary>
    public IReadOnlyDictionary<string, float> ByLabel =>
        Names.Zip(Probabilities).ToDictionary(StringComparer.Ordinal);

    /// <summary>The most probable classes or labels with their probabilities, the most probable first.</summary>
    /// <param name="count">How many, fewer where there are no more; at least 1.</param>
    public IReadOnlyList<KeyValuePair<string, float>> Top(int count) =>
        [.. ByLabel.OrderByDescending(entry => entry.Value)
            .ThenByDescending(entry => entry.Key == (Label ?? Withheld)).Take(Require.AtLeast(1, count))];

    /// <summary>The names that <see cref="Probabilities"/> belong to.</summary>
    internal IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The class that would have been the answer; null where the classifier did not abstain.</summary>
    internal string? Withheld { get; private init; }

    /// <summary>The answer of one that is unsure.</summary>
    internal Prediction Abstained() => this with
    {
        Label = null,
        Labels = [],
        IsAbstained = true,
        Withheld = Label,
    };

    /// <summary><c>positive (0.983)</c>; each label above its threshold with its probability, the number, or why there
    /// is no answer.</summary>
    public override string ToString() => !IsReadable ? "nothing to read"
        : Withheld is { } withheld ? $"unsure: {Shown(withheld, Probability)}"
        : Value is { } value ? value.ToString("G6", CultureInfo.InvariantCulture)
        : Label is not null ? Shown(Label, Probability)
        : Labels.Count == 0 ? "no label" : string.Join(", ", Labels.Select(label => Shown(label, ByLabel[label])));

    private static string Shown(string label, float probability) =>
        string.Create(CultureInfo.InvariantCulture, $"{Printable.Label(label)} ({probability:F3})");
}
