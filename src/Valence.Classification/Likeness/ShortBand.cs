namespace Valence.Classification;

/// <summary>How surprising the words of a few words in a row are, and the letters within them, in the mean; how much
/// that varies, and how far above it such words may be.</summary>
/// <remarks>How few words begin, go on and end says nothing, so that words of the training in any order are like it;
/// and words that surprise less than others are. The mean of more words varies less: squares of distances are as many
/// times as large as there are words.</remarks>
/// <param name="words">How surprising words are.</param>
/// <param name="letters">How surprising the letters within words are.</param>
/// <param name="weights">One by the variance that both would have of a single word.</param>
/// <param name="farthest">The square of the distance beyond which words are unlike the others.</param>
internal sealed class ShortBand(double words, double letters, (double Words, double Letters) weights, double farthest)
    : TextBand
{
    /// <summary>As many words are not few.</summary>
    public const int TooMany = 8;

    private const int N = ProfiledText.Numbers, Words = 0, Letters = 2;

    // What no other band has where the numbers are that do not count here: older versions read above 0 alone.
    private const double Nothing = 1e-300;

    /// <summary>The band of words in a row.</summary>
    /// <param name="texts">How many words and how surprising words and letters are, of each.</param>
    /// <param name="part">The part of them to be told unlike the others.</param>
    /// <param name="whole">Those of them that are whole texts, of which less is to be told so; none where they are
    /// few.</param>
    /// <param name="partOfWhole">The part of these.</param>
    public static ShortBand Of(IReadOnlyList<(int Count, double Words, double? Letters)> texts, double part,
        IReadOnlyList<(int Count, double Words, double? Letters)> whole, double partOfWhole)
    {
        var (words, weightOfWords) = Usual(texts.Select(text => (text.Count, text.Words)));
        var (letters, weightOfLetters) = Usual(texts.Where(text => text.Letters is not null)
            .Select(text => (text.Count, text.Letters!.Value)));
        var band = new ShortBand(words, letters, (weightOfWords, weightOfLetters), 0);
        return new(words, letters, (weightOfWords, weightOfLetters),
            Math.Max(Farthest(texts, part), whole.Count == 0 ? 0 : Farthest(whole, partOfWhole)));

        double Farthest(IReadOnlyList<(int Count, double Words, double? Letters)> some, double part)
        {
            double[] ascending = [.. some.Select(band.Distance).Order()];
            return ascending[(int)(ascending.Length * (1 - part))];
        }
    }

    /// <summary>Whether numbers of a file are such a band.</summary>
    public static bool IsOne(double[] numbers) => numbers[^2] == Nothing;

    /// <summary>The band of a file; null where no texts have such numbers.</summary>
    public static new ShortBand? Read(double[] numbers)
    {
        var weights = (Words: numbers[At(Words)], Letters: numbers[At(Letters)]);
        return weights is { Words: > 0, Letters: > 0 } && numbers[^1] >= 0
            ? new(numbers[Words], numbers[Letters], weights, numbers[^1]) : null;
    }

    /// <inheritdoc/>
    public override double[] Numbers
    {
        get
        {
            var numbers = new double[Size];
            (numbers[Words], numbers[Letters]) = (words, letters);
            for (var k = 0; k < N; k++)
                numbers[At(k)] = k == Words ? weights.Words : k == Letters ? weights.Letters : Nothing;
            numbers[^1] = farthest;
            return numbers;
        }
    }

    /// <inheritdoc/>
    public override bool IsUnlike(ProfiledText text, Func<int, double> surprise) =>
        Distance(text.WordsBy(surprise)) > farthest;

    // Texts vary in their means of many words too.
    private double Distance((int Count, double Words, double? Letters) text) => Math.Min(TooMany, text.Count)
        * (Square(text.Words - words) * weights.Words + Square((text.Letters ?? letters) - letters) * weights.Letters);

    private static (double Mean, double Weight) Usual(IEnumerable<(int Count, double Surprise)> texts)
    {
        // Words without letters in a row have no usual.
        (int Count, double Surprise)[] all = [.. texts.DefaultIfEmpty()];
        var mean = all.Average(text => text.Surprise);
        // Where texts are nearly alike, steps of a file must not count.
        return (mean, 1 / (all.Average(text => text.Count * Math.Pow(text.Surprise - mean, 2)) + 0.0025));
    }

    private static double Square(double above) => above > 0 ? above * above : 0;

    private static int At(int k) => N + k * N + k;
}
