using System.Runtime.InteropServices;

namespace Valence.Classification;

/// <summary>Counts features in texts; the same ones whatever the number of threads.</summary>
internal sealed class NGramCounts(NGramOptions options, CancellationToken cancellation)
{
    // Those of one text are parts of one word, which counts by itself.
    private const int FewestTextsOfLetters = 2;

    public NGramEncoder Fit(IReadOnlyList<string> texts)
    {
        var (words, rows) = Words(texts);
        cancellation.ThrowIfCancellationRequested();
        if (words.Length == 0)
            throw new DataException("The texts hold no words. Check the text column.");
        var grams = WordGrams(rows);
        var letters = options.FewestLetters > 0 ? LetterGrams(words, rows) : [];
        // Whatever is in most texts stays; words before letters.
        var kept = grams.Select(gram => (gram.Texts, Kind: 0, gram.Key))
            .Concat(letters.Select((letter, i) => (letter.Texts, Kind: 1, Key: (ulong)i)))
            .OrderByDescending(feature => feature.Texts).ThenBy(feature => feature.Kind).ThenBy(feature => feature.Key)
            .Take(options.MaxFeatures).ToArray();
        return new([.. kept.Where(feature => feature.Kind == 0).Select(feature => Text(feature.Key, words))],
            [.. kept.Where(feature => feature.Kind == 1).Select(feature => letters[(int)feature.Key].Letters)])
        {
            MinCount = options.MinCount,
        };
    }

    // The words that are in enough texts, the most frequent first, and each text in their numbers; others are −1.
    private (string[] Words, int[][] Rows) Words(IReadOnlyList<string> texts)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        List<int> counts = [], last = [];
        var rows = new int[texts.Count][];
        var row = new List<int>();
        for (var i = 0; i < rows.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var lower = texts[i].ToLowerInvariant();
            var scanner = new WordScanner(lower);
            row.Clear();
            while (scanner.Next())
            {
                ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup,
                    NGramEncoder.Normal(lower.AsSpan(scanner.Start..scanner.End)), out var exists);
                if (!exists)
                {
                    number = numbers.Count - 1;
                    counts.Add(0);
                    last.Add(-1);
                }
                row.Add(number);
                if (last[number] == i) continue;
                last[number] = i;
                counts[number]++;
            }
            rows[i] = [.. row];
        }
        var words = numbers.Where(entry => counts[entry.Value] >= options.MinCount)
            .OrderByDescending(entry => counts[entry.Value]).ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(NGramEncoder.MostWords - 1).ToArray();
        var renumbered = new int[numbers.Count];
        Array.Fill(renumbered, -1);
        for (var i = 0; i < words.Length; i++) renumbered[words[i].Value] = i;
        foreach (var numbered in rows)
            for (var i = 0; i < numbered.Length; i++) numbered[i] = renumbered[numbered[i]];
        return ([.. words.Select(entry => entry.Key)], rows);
    }

    // A part of the keys is counted by each thread.
    private IEnumerable<(ulong Key, int Texts)> WordGrams(int[][] rows)
    {
        var parts = new CountTable[Environment.ProcessorCount];
        Parallel.For(0, parts.Length, part =>
        {
            var table = parts[part] = new();
            for (var i = 0; i < rows.Length; i++)
            {
                if (i % 1000 == 0) cancellation.ThrowIfCancellationRequested();
                var row = rows[i];
                for (var j = 0; j < row.Length; j++)
                {
                    if (row[j] < 0) continue;
                    Add(table, NGramEncoder.Key(row[j]), i);
                    if (options.Words < 2 || j < 1 || row[j - 1] < 0) continue;
                    Add(table, NGramEncoder.Key(row[j - 1], row[j]), i);
                    if (options.Words < 3 || j < 2 || row[j - 2] < 0) continue;
                    Add(table, NGramEncoder.Key(row[j - 2], row[j - 1], row[j]), i);
                }
            }

            void Add(CountTable table, ulong key, int text)
            {
                if ((int)(CountTable.Mix(key) >> 40) % parts.Length == part) table.Add(key, text);
            }
        });
        return parts.SelectMany(table => table.AtLeast(options.MinCount));
    }

    private (string Letters, int Texts)[] LetterGrams(string[] words, int[][] rows)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        var ofWord = new int[words.Length][];
        Span<char> room = stackalloc char[LetterScanner.Room];
        for (var i = 0; i < words.Length; i++)
        {
            if (i % 1000 == 0) cancellation.ThrowIfCancellationRequested();
            var found = new List<int>();
            var letters = new LetterScanner(words[i], options.FewestLetters, options.MostLetters, room);
            while (letters.Next())
            {
                ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, letters.Letters,
                    out var exists);
                if (!exists) number = numbers.Count - 1;
                found.Add(number);
            }
            ofWord[i] = [.. found.Distinct()];
        }
        var (texts, last) = (new int[numbers.Count], new int[numbers.Count]);
        Array.Fill(last, -1);
        for (var i = 0; i < rows.Length; i++)
            foreach (var word in rows[i])
                if (word >= 0)
                    foreach (var gram in ofWord[word])
                        if (last[gram] != i) (last[gram], texts[gram]) = (i, texts[gram] + 1);
        return [.. numbers.Where(entry => texts[entry.Value] >= Math.Max(FewestTextsOfLetters, options.MinCount))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, texts[entry.Value]))];
    }

    private static string Text(ulong key, string[] words)
    {
        const ulong mask = NGramEncoder.MostWords - 1;
        var text = words[(int)(key & mask) - 1];
        for (key >>= NGramEncoder.BitsOfWord; key != 0; key >>= NGramEncoder.BitsOfWord)
            text = $"{words[(int)(key & mask) - 1]} {text}";
        return text;
    }
}
