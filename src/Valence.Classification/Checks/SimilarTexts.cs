using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Valence.Classification;

/// <summary>Finds texts that are nearly equal among many.</summary>
/// <remarks>
/// Texts are nearly equal where they share <see cref="Share"/> of their stretches of five letters (Jaccard), case,
/// blanks
/// and punctuation aside. Who is compared with whom is told by <see cref="Numbers"/> least hashes of these stretches
/// (Broder 1997, MinHash), in bands: a pair at the border is found with probability .99.
/// </remarks>
internal static class SimilarTexts
{
    /// <summary>Texts that are compared at most.</summary>
    public const int Most = 200_000;

    private const double Share = 0.6;

    // Least hashes of a text, and those that have to agree together.
    private const int Numbers = 128, Band = 4;

    private const int Stretch = 5;

    // Shorter texts are alike by chance.
    private const int ShortestText = 24;

    // In a shorter text a word that differs may be what it is about.
    private const int LongText = 25;

    // Of those whose band agrees each is compared with so many: many share a form letter.
    private const int MostCompared = 50;

    // Least hashes say about how much is shared: less than this is not looked at closely.
    private const double Hint = 0.45;

    private static readonly (uint Factor, uint Addend)[] Hashes = [.. Enumerable.Range(1, Numbers).Select(i =>
        ((uint)Mixed((ulong)i) | 1, (uint)(Mixed((ulong)i) >> 32)))];

    /// <summary>Each text that is nearly equal to an earlier one but not equal, and the first such.</summary>
    public static IEnumerable<(int Later, int Earlier)> In(CheckedTexts texts)
    {
        var count = texts.All.Count;
        var least = new uint[count * Numbers];
        var isCompared = new bool[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = texts.Settings.CancellationToken }, i =>
        {
            var stretches = Stretches(texts.All[i].Text);
            isCompared[i] = stretches.Length > 0;
            if (isCompared[i]) Least(stretches, least.AsSpan(i * Numbers, Numbers));
        });
        var earliest = new Dictionary<int, int>();
        var band = new (ulong Key, int Text)[isCompared.Count(compared => compared)];
        for (var first = 0; first < Numbers; first += Band)
        {
            texts.ThrowIfCancelled();
            var next = 0;
            for (var i = 0; i < count; i++)
                if (isCompared[i]) band[next++] = (Key(least.AsSpan(i * Numbers + first, Band)), i);
            Array.Sort(band);
            for (var (i, start) = (1, 0); i < band.Length; i++)
            {
                if (band[i].Key != band[start].Key) start = i;
                for (var j = Math.Max(start, i - MostCompared); j < i; j++)
                    if (!(earliest.TryGetValue(band[i].Text, out var known) && known <= band[j].Text)
                        && AreAlike(band[i].Text, band[j].Text)) earliest[band[i].Text] = band[j].Text;
            }
        }
        return earliest.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value));

        bool AreAlike(int later, int earlier)
        {
            var a = least.AsSpan(later * Numbers, Numbers);
            var b = least.AsSpan(earlier * Numbers, Numbers);
            var same = 0;
            for (var k = 0; k < Numbers; k++) if (a[k] == b[k]) same++;
            if (same < Hint * Numbers || texts.All[later].Text.Trim() == texts.All[earlier].Text.Trim()) return false;
            HashSet<uint> one = [.. Stretches(texts.All[later].Text)], other = [.. Stretches(texts.All[earlier].Text)];
            var shared = one.Count(other.Contains);
            return shared >= Share * (one.Count + other.Count - shared);
        }
    }

    /// <summary>Whether texts that are nearly equal say the same for certain: the same words, or many of them and the
    /// same numbers.</summary>
    public static bool SayTheSame(string one, string other)
    {
        string[] words = [.. Words(one)], others = [.. Words(other)];
        return words.SequenceEqual(others)
            || Math.Min(words.Length, others.Length) >= LongText && HaveSameNumbers(one, other);

        static IEnumerable<string> Words(string text) => WordScanner.Spans(text)
            .Select(span => text[span.Start..span.End].ToLowerInvariant())
            .Where(word => char.IsLetterOrDigit(word, 0));
    }

    /// <summary>Whether the same numbers stand in both texts, in the same order.</summary>
    private static bool HaveSameNumbers(string one, string other)
    {
        return Digits(one).SequenceEqual(Digits(other));

        static string[] Digits(string text) => string.Concat(text.Select(c => char.IsDigit(c) ? c : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    // Hashes of every five letters in a row.
    private static uint[] Stretches(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var c in text)
            if (char.IsLetterOrDigit(c)) letters.Append(char.ToLowerInvariant(c));
            else if (letters.Length > 0 && letters[^1] != ' ') letters.Append(' ');
        if (letters.Length < ShortestText) return [];
        var (found, sliding) = (new uint[letters.Length - Stretch + 1], 0UL);
        var (place, plain) = (0, letters.ToString());
        for (var i = 0; i < plain.Length; i++)
        {
            // Twelve bits of each letter: those of other scripts are mixed down to these.
            sliding = ((sliding << 12) & ((1UL << 60) - 1)) | ((plain[i] ^ (ulong)(plain[i] >> 12)) & 0xFFF);
            if (i >= Stretch - 1) found[place++] = (uint)(Mixed(sliding) >> 32);
        }
        return found;
    }

    private static void Least(ReadOnlySpan<uint> stretches, Span<uint> least)
    {
        least.Fill(uint.MaxValue);
        var lanes = MemoryMarshal.Cast<uint, Vector<uint>>(least);
        Span<uint> factors = stackalloc uint[Vector<uint>.Count], addends = stackalloc uint[Vector<uint>.Count];
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            for (var k = 0; k < Vector<uint>.Count; k++)
                (factors[k], addends[k]) = Hashes[lane * Vector<uint>.Count + k];
            var (factor, addend) = (new Vector<uint>(factors), new Vector<uint>(addends));
            var smallest = lanes[lane];
            foreach (var stretch in stretches)
                smallest = System.Numerics.Vector.Min(smallest, new Vector<uint>(stretch) * factor + addend);
            lanes[lane] = smallest;
        }
    }

    private static ulong Key(ReadOnlySpan<uint> band)
    {
        var key = 0UL;
        foreach (var number in band) key = Mixed(key ^ number);
        return key;
    }

    // SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mixed(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
        x = (x ^ x >> 27) * 0x94D049BB133111EB;
        return x ^ x >> 31;
    }
}
