namespace Valence.Classification;

/// <summary>Texts whose letters follow each other as in no other: of another language or script, or no
/// language.</summary>
/// <remarks>Each text is read by a model of three letters in a row that all the others made. Its mean surprise is held
/// against that of all texts, wider for short ones.</remarks>
internal sealed class StrangeTexts : DataCheck
{
    // Below: too few to know what is usual.
    private const int FewTexts = 100, FewLetters = 25;

    private const int Bits = 18, Slots = 1 << Bits;

    // How far from the usual, in deviations of texts of the length.
    private const double Far = 7;

    /// <inheritdoc/>
    public override string Name => "strange texts";

    /// <inheritdoc/>
    public override string? LeftOut(CheckedTexts texts) => texts.All.Count >= FewTexts ? null
        : FormattableString.Invariant($"fewer than {FewTexts} texts do not show what is usual");

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        var (threes, twos) = (new int[Slots], new int[Slots]);
        var count = texts.All.Count;
        for (var i = 0; i < count; i++)
            foreach (var (three, two, _) in LetterTriples.Of(texts.All[i].Text, Bits))
                (threes[three], twos[two]) = (threes[three] + 1, twos[two] + 1);
        texts.ThrowIfCancelled();
        // How many letters there are that may follow.
        var alphabet = Math.Max(30, threes.Count(n => n > 0) / (double)Math.Max(1, twos.Count(n => n > 0)));
        var (surprise, length, within) = (new double[count], new int[count], new double[count]);
        Parallel.For(0, count, i =>
        {
            var (own, ownTwos) = (new Dictionary<int, int>(), new Dictionary<int, int>());
            foreach (var (three, two, _) in LetterTriples.Of(texts.All[i].Text, Bits))
                (own[three], ownTwos[two]) = (own.GetValueOrDefault(three) + 1, ownTwos.GetValueOrDefault(two) + 1);
            var (sum, squares, n) = (0.0, 0.0, 0);
            foreach (var (three, two, _) in LetterTriples.Of(texts.All[i].Text, Bits))
            {
                // Without what the text itself brought.
                var bits = -Math.Log((threes[three] - own[three] + 0.5) / (twos[two] - ownTwos[two] + 0.5 * alphabet));
                (sum, squares, n) = (sum + bits, squares + bits * bits, n + 1);
            }
            if (n < FewLetters) return;
            (surprise[i], length[i], within[i]) = (sum / n, n, squares / n - sum / n * (sum / n));
        });
        int[] read = [.. Enumerable.Range(0, count).Where(i => length[i] > 0)];
        if (read.Length < FewTexts) yield break;
        var usual = Median(read.Select(i => surprise[i]));
        var spread = Median(read.Select(i => within[i]));
        // What texts differ by beyond what their letters do by chance, by the middle half of them.
        var between = Median(read.Select(i => Math.Pow(surprise[i] - usual, 2) / 0.455 - spread / length[i]));
        FoundRow[] found = [.. read
            .Select(i => (Text: i,
                Distance: (surprise[i] - usual) / Math.Sqrt(Math.Max(0, between) + spread / length[i])))
            .Where(entry => entry.Distance > Far).OrderByDescending(entry => entry.Distance)
            .Select(entry => texts.Found(entry.Text))];
        if (found.Length > 0)
            yield return new(Name, $"{CheckedTexts.Texts(found)} {(found.Length == 1 ? "is" : "are")} written "
                + $"as no others are, in another language or in none: {texts.Named(found)}.",
                "Look at them, and leave them out where they are not meant.", found);
    }

    private static double Median(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return sorted[sorted.Length / 2];
    }
}
