using System.Globalization;
using Valence.Text;

namespace Valence.Language;

/// <summary>BLEU: the share of n-grams of a text that stand in a reference, with the figures of sacreBLEU
/// 2.6.</summary>
/// <remarks>K. Papineni and others, "BLEU: a method for automatic evaluation of machine translation" (2002); M. Post,
/// "A call for clarity in reporting BLEU scores" (2018).</remarks>
public sealed record Bleu
{
    private const double DefaultFloor = 0.1;
    // What sacreBLEU takes for the logarithm of 0.
    private const double LogOfZero = -9999999999;

    /// <summary>How words are found.</summary>
    public BleuTokenizer Tokenizer { get; init; }

    /// <summary>Whether capital letters are as small ones.</summary>
    public bool Lowercase { get; init; }

    /// <summary>What takes the place of a precision of 0.</summary>
    public BleuSmoothing Smoothing { get; init; }

    /// <summary>The number for <see cref="BleuSmoothing.Floor"/> (0.1 when null) and <see cref="BleuSmoothing.AddK"/>
    /// (1 when null); no other takes one.</summary>
    public double? SmoothingValue { get; init; }

    /// <summary>The length of the longest n-grams; at least 1.</summary>
    public int MaxOrder { get; init; } = 4;

    /// <summary>Whether n-grams that are longer than all texts are left out, as <see cref="Sentence"/> does in any
    /// case.</summary>
    public bool EffectiveOrder { get; init; }

    /// <summary>The score of texts together.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="references">A list for the first reference of every text, one for the second, and so on, each as
    /// long as the texts.</param>
    /// <exception cref="ArgumentException">There are no texts or references, or not as many; or a setting is outside
    /// its range.</exception>
    public BleuScore Corpus(IReadOnlyList<string> texts, IReadOnlyList<IReadOnlyList<string>> references)
    {
        ScoredTexts.Require(texts, references);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxOrder, 1);
        var added = Added();
        var (correct, total) = (new double[MaxOrder], new double[MaxOrder]);
        var (length, referenceLength) = (0L, 0L);
        for (var i = 0; i < texts.Count; i++)
        {
            var words = Words(texts[i]);
            var own = references.Select(reference => Words(reference[i])).ToArray();
            length += words.Count;
            referenceLength += own.Select(reference => reference.Count)
                .MinBy(count => (Math.Abs(count - words.Count), count));
            for (var n = 0; n < MaxOrder; n++)
            {
                total[n] += Math.Max(0, words.Count - n);
                var inReferences = own.Select(reference => ScoredTexts.Ngrams(reference, n + 1, " ")).ToArray();
                foreach (var (ngram, count) in ScoredTexts.Ngrams(words, n + 1, " "))
                    correct[n] += Math.Min(count, inReferences.Max(counts => counts.GetValueOrDefault(ngram)));
            }
        }
        return Score(correct, total, length, referenceLength, added, Signature(references.Count));
    }

    /// <summary>The score of one text; n-grams longer than it are left out.</summary>
    /// <exception cref="ArgumentException">There are no references; or a setting is outside its range.</exception>
    public BleuScore Sentence(string text, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(references);
        return (this with { EffectiveOrder = true })
            .Corpus([text], [.. references.Select(reference => (IReadOnlyList<string>)[reference])]);
    }

    private double Added() => (Smoothing, SmoothingValue) switch
    {
        (BleuSmoothing.Floor, null) => DefaultFloor,
        (BleuSmoothing.AddK, null) => 1,
        (BleuSmoothing.Floor or BleuSmoothing.AddK, >= 0 and < double.PositiveInfinity) => SmoothingValue.Value,
        (_, null) => 0,
        _ => throw new ArgumentException($"Expected a {nameof(SmoothingValue)} of at least 0, and only with "
            + $"{nameof(BleuSmoothing.Floor)} or {nameof(BleuSmoothing.AddK)}, received "
            + string.Create(CultureInfo.InvariantCulture, $"{SmoothingValue} with {Smoothing}.")),
    };

    private List<string> Words(string text) =>
        BleuWords.Of(ScoredTexts.TrimEnd(Lowercase ? PythonCase.Lower(text) : text), Tokenizer);

    private BleuScore Score(double[] correct, double[] total, long length, long referenceLength, double added,
        string signature)
    {
        var penalty = length >= referenceLength ? 1 : length == 0 ? 0
            : Math.Exp(1 - (double)referenceLength / length);
        var precisions = new double[MaxOrder];
        if (correct.All(count => count == 0))
            return new(0, correct, total, precisions, penalty, length, referenceLength, signature);
        var (halved, order) = (1.0, MaxOrder);
        for (var n = 0; n < MaxOrder; n++)
        {
            if (Smoothing == BleuSmoothing.AddK && n > 0)
            {
                correct[n] += added;
                total[n] += added;
            }
            if (total[n] == 0) break;
            if (EffectiveOrder) order = n + 1;
            if (correct[n] > 0) precisions[n] = 100 * correct[n] / total[n];
            else if (Smoothing == BleuSmoothing.Exponential) precisions[n] = 100 / ((halved *= 2) * total[n]);
            else if (Smoothing == BleuSmoothing.Floor) precisions[n] = 100 * added / total[n];
        }
        var mean = precisions.Take(order).Sum(p => p == 0 ? LogOfZero : Math.Log(p)) / order;
        return new(penalty * Math.Exp(mean), correct, total, precisions, penalty, length, referenceLength, signature);
    }

    private string Signature(int references)
    {
        var smoothing = Smoothing switch
        {
            BleuSmoothing.Exponential => "exp",
            BleuSmoothing.Floor => $"floor[{Added().ToString("F2", CultureInfo.InvariantCulture)}]",
            BleuSmoothing.AddK => $"add-k[{Added().ToString("F2", CultureInfo.InvariantCulture)}]",
            _ => "none",
        };
        return string.Create(CultureInfo.InvariantCulture, $"nrefs:{references}|case:{(Lowercase ? "lc" : "mixed")}|")
            + $"eff:{(EffectiveOrder ? "yes" : "no")}|tok:{BleuWords.Name(Tokenizer)}|smooth:{smoothing}|"
            + $"version:{ScoredTexts.Version}";
    }
}
