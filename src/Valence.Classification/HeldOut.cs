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
        List<int> training = [], validation = [];
        foreach (var text in order) (quotas[classes[text]]-- > 0 ? validation : training).Add(text);
        return ([.. training], [.. validation]);
    }

    /// <summary>Holds texts out for a test, of each class its part, equal texts on one side. Each label of the test has
    /// texts among the rest.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="task">What decides which texts are alike.</param>
    /// <param name="part">The part to hold out, in (0, 1), of different texts.</param>
    /// <param name="seed">Decides which texts.</param>
    public static (IReadOnlyList<LabelledText> Learned, IReadOnlyList<LabelledText> Test) ForTest(
        IReadOnlyList<LabelledText> texts, TextTask task, float part, ulong seed)
    {
        LabelledText[] first = [.. texts.DistinctBy(Same)];
        var held = task.Split(first, part, seed).Validation.Select(i => Same(first[i])).ToHashSet();
        if (task.Labels.Count > 0)
        {
            var learned = texts.Where(row => !held.Contains(Same(row))).SelectMany(Labels).ToHashSet();
            held.ExceptWith([.. texts.Where(row => !Labels(row).All(learned.Contains)).Select(Same)]);
        }
        return ([.. texts.Where(row => !held.Contains(Same(row)))], [.. texts.Where(row => held.Contains(Same(row)))]);

        static string Same(LabelledText row) => row.Text.Trim();

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
