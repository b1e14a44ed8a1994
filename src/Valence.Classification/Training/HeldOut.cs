using Valence.Randomness;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Which texts are trained on and which are held out to choose the best epoch.</summary>
internal static class HeldOut
{
    /// <summary>Splits texts so that each class has its part among those held out, as far as whole texts allow, and at
    /// least one text among those trained on.</summary>
    /// <param name="classes">The class number of each text.</param>
    /// <param name="count">How many classes there are.</param>
    /// <param name="part">The part to hold out, in [0, 1).</param>
    /// <param name="seed">Decides which texts.</param>
    public static (int[] Training, int[] Validation) Split(int[] classes, int count, float part, ulong seed)
    {
        var order = Enumerable.Range(0, classes.Length).ToArray();
        var held = (int)(classes.Length * part);
        if (held == 0) return (order, []);
        new CounterRandom(seed, CounterRandom.Purpose("validation")).Shuffle(order.AsSpan());

        var quotas = Quotas(classes, count, part, held);
        // Classes of a single text have none to give.
        held = quotas.Sum();
        var (training, validation) = (new int[order.Length - held], new int[held]);
        var (trained, validated) = (0, 0);
        foreach (var text in order)
            if (quotas[classes[text]]-- > 0) validation[validated++] = text;
            else training[trained++] = text;
        return (training, validation);
    }

    /// <summary>Some of the texts, from everywhere among them.</summary>
    /// <param name="texts">Their numbers.</param>
    /// <param name="most">How many there may be; all where there are no more.</param>
    public static int[] Some(int[] texts, int most) => texts.Length <= most ? texts
        : [.. texts.Where((_, i) => (long)i * most / texts.Length != (i + 1L) * most / texts.Length)];

    /// <summary>Holds texts out for a test, of each class its part, equal texts on one side. Each label of the test has
    /// texts among the rest.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="task">What decides which texts are alike.</param>
    /// <param name="part">The part to hold out, in (0, 1), of different texts.</param>
    /// <param name="seed">Decides which texts.</param>
    public static (IReadOnlyList<LabelledText> Learned, IReadOnlyList<LabelledText> Test) ForTest(
        IReadOnlyList<LabelledText> texts, TextTask task, float part, ulong seed)
    {
        ulong[] prints = [.. texts.Select(row => Fingerprint64.Of(row.Text.Trim()))];
        int[] first = [.. Enumerable.Range(0, prints.Length).DistinctBy(i => prints[i])];
        var held = task.Split(texts.Rows(first), part, seed).Validation.Select(i => prints[first[i]]).ToHashSet();
        if (task.Labels.Count > 0)
        {
            var learned = texts.Where((_, i) => !held.Contains(prints[i])).SelectMany(Labels).ToHashSet();
            held.ExceptWith([.. texts.Index().Where(row => !Labels(row.Item).All(learned.Contains))
                .Select(row => prints[row.Index])]);
        }
        return (texts.Rows(Side(isHeld: false)), texts.Rows(Side(isHeld: true)));

        int[] Side(bool isHeld) => [.. Enumerable.Range(0, prints.Length)
            .Where(i => held.Contains(prints[i]) == isHeld)];

        static IEnumerable<string> Labels(LabelledText row) => row.Labels ?? [row.Label!];
    }

    // Whole parts first; what is then missing goes to the classes that lost most to rounding.
    private static int[] Quotas(int[] classes, int count, float part, int held)
    {
        var sizes = new int[count];
        foreach (var index in classes) sizes[index]++;
        var quotas = sizes.Select(size => Math.Min((int)((double)size * part), Math.Max(0, size - 1))).ToArray();
        var missing = held - quotas.Sum();
        foreach (var index in Enumerable.Range(0, count)
            .OrderByDescending(index => (double)sizes[index] * part - quotas[index]))
        {
            if (missing <= 0) break;
            if (quotas[index] + 1 >= sizes[index]) continue;
            quotas[index]++;
            missing--;
        }
        return quotas;
    }
}
