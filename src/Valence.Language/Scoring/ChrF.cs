using System.Globalization;
using Valence.Text;

namespace Valence.Language;

/// <summary>chrF: the F-score of n-grams of characters and, as chrF++, of words, with the figures of sacreBLEU
/// 2.6.</summary>
/// <remarks>M. Popović, "chrF: character n-gram F-score for automatic MT evaluation" (2015) and "chrF++: words helping
/// character n-grams" (2017). Of several references the one with the best score counts for each text.</remarks>
public sealed record ChrF
{
    private const double Epsilon = 1e-16;
    private const string Signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>The length of the longest n-grams of characters; at least 1.</summary>
    public int CharacterOrder { get; init; } = 6;

    /// <summary>The length of the longest n-grams of words: 0 for chrF, 2 for chrF++.</summary>
    public int WordOrder { get; init; }

    /// <summary>How much more recall counts than precision; at least 1.</summary>
    public int Beta { get; init; } = 2;

    /// <summary>Whether capital letters are as small ones.</summary>
    public bool Lowercase { get; init; }

    /// <summary>Whether white space is of the n-grams of characters.</summary>
    public bool Whitespace { get; init; }

    /// <summary>Whether an F-score is computed for each length and averaged over all of them, as chrF++.py does;
    /// otherwise lengths that a text or reference is too short for are left out.</summary>
    public bool EpsilonSmoothing { get; init; }

    /// <summary>The score of texts together.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="references">A list for the first reference of every text, one for the second, and so on, each as
    /// long as the texts.</param>
    /// <exception cref="ArgumentException">There are no texts or references, or not as many; or a setting is outside
    /// its range.</exception>
    public ChrFScore Corpus(IReadOnlyList<string> texts, IReadOnlyList<IReadOnlyList<string>> references)
    {
        ScoredTexts.Require(texts, references);
        ArgumentOutOfRangeException.ThrowIfLessThan(CharacterOrder, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(WordOrder);
        ArgumentOutOfRangeException.ThrowIfLessThan(Beta, 1);
        var sums = new Matches[CharacterOrder + WordOrder];
        for (var i = 0; i < texts.Count; i++)
        {
            var own = Ngrams(texts[i]);
            // The first of equals.
            var best = references.Select(reference => Compared(own, Ngrams(reference[i]))).MaxBy(Score) ?? [];
            for (var n = 0; n < sums.Length; n++) sums[n] = sums[n].Plus(best[n]);
        }
        return new(string.Create(CultureInfo.InvariantCulture, $"chrF{Beta}{new string('+', WordOrder)}"), Score(sums),
            Signature(references.Count));
    }

    /// <summary>The score of one text.</summary>
    /// <exception cref="ArgumentException">There are no references; or a setting is outside its range.</exception>
    public ChrFScore Sentence(string text, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(references);
        return Corpus([text], [.. references.Select(reference => (IReadOnlyList<string>)[reference])]);
    }

    private static Matches[] Compared(Dictionary<string, int>[] own, Dictionary<string, int>[] reference) =>
        [.. own.Zip(reference, (left, right) => new Matches(
            // What there is no reference for is not held against the text.
            right.Count == 0 ? 0 : left.Values.Sum(), right.Values.Sum(),
            left.Sum(ngram => Math.Min(ngram.Value, right.GetValueOrDefault(ngram.Key)))))];

    // A sign is cut from the end of a word or, where none is there, from its beginning.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        foreach (var word in ScoredTexts.Words(text))
        {
            if (ScoredTexts.Characters(word).Count == 1) words.Add(word);
            else if (Signs.Contains(word[^1])) words.AddRange([word[..^1], word[^1..]]);
            else if (Signs.Contains(word[0])) words.AddRange([word[..1], word[1..]]);
            else words.Add(word);
        }
        return words;
    }

    private Dictionary<string, int>[] Ngrams(string text)
    {
        if (Lowercase) text = PythonCase.Lower(text);
        var characters = ScoredTexts.Characters(Whitespace ? text : string.Concat(ScoredTexts.Words(text)));
        var words = WordOrder == 0 ? [] : Words(text);
        return
        [
            .. Enumerable.Range(1, CharacterOrder).Select(n => ScoredTexts.Ngrams(characters, n, "")),
            .. Enumerable.Range(1, WordOrder).Select(n => ScoredTexts.Ngrams(words, n, " ")),
        ];
    }

    private double Score(Matches[] orders)
    {
        double factor = Beta * Beta, sum = 0, precisions = 0, recalls = 0;
        var effective = 0;
        foreach (var (found, there, right) in orders)
        {
            var precision = found > 0 ? (double)right / found : Epsilon;
            var recall = there > 0 ? (double)right / there : Epsilon;
            var weighted = factor * precision + recall;
            sum += weighted > 0 ? (1 + factor) * precision * recall / weighted : Epsilon;
            if (found == 0 || there == 0) continue;
            (precisions, recalls, effective) = (precisions + precision, recalls + recall, effective + 1);
        }
        if (EpsilonSmoothing) return 100 * sum / orders.Length;
        if (precisions + recalls == 0) return 0;
        (precisions, recalls) = (precisions / effective, recalls / effective);
        return 100 * ((1 + factor) * precisions * recalls / (factor * precisions + recalls));
    }

    private string Signature(int references) => string.Create(CultureInfo.InvariantCulture,
        $"nrefs:{references}|case:{(Lowercase ? "lc" : "mixed")}|eff:{(EpsilonSmoothing ? "no" : "yes")}|nc:")
        + string.Create(CultureInfo.InvariantCulture, $"{CharacterOrder}|nw:{WordOrder}|")
        + $"space:{(Whitespace ? "yes" : "no")}|version:{ScoredTexts.Version}";

    /// <summary>The n-grams of one length.</summary>
    /// <param name="Found">Those of the text.</param>
    /// <param name="There">Those of the reference.</param>
    /// <param name="Right">Those of both.</param>
    private readonly record struct Matches(long Found, long There, long Right)
    {
        public Matches Plus(Matches other) => new(Found + other.Found, There + other.There, Right + other.Right);
    }
}
