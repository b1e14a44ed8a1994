using System.Diagnostics;
using System.Globalization;
using System.Text;
using Valence.Classification;
using Valence.Randomness;
using Valence.Text;

namespace Valence.Bench.Accuracy;

/// <summary>Faults planted in a set, and how many of them an audit finds.</summary>
internal static class Planted
{
    private const int Each = 200;

    /// <summary>What an audit finds in a set as it is.</summary>
    public static void AsItIs(string name, LabelledText[] train, LabelledText[] test)
    {
        var clock = Stopwatch.StartNew();
        var audit = DataAudit.Of(train.Select((row, i) => row with { Row = i + 1 }),
            new() { Test = [.. test.Select((row, i) => row with { Row = i + 1 })] });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {train.Length} rows and "
            + $"{test.Length} of "
            + $"the test in {clock.Elapsed.TotalSeconds:F1} s\n{audit}"));
        foreach (var finding in audit.Findings.Where(finding => finding.Rows.Count > 0))
        {
            Console.WriteLine($"-- {finding.Check}");
            foreach (var row in finding.Rows.Take(50))
                Console.WriteLine($"{row.Row}{(row.IsTest ? " test" : "")} {row.Like?.Row} {Of(row).Label} "
                    + $"{row.SuggestedLabel} {row.Probability:F3} {Short(Of(row).Text)}");
        }

        LabelledText Of(FoundRow row) => row.IsTest ? test[row.Index] : train[row.Index];
    }

    /// <summary>Plants each kind of fault in rows of their own and counts what is found of them.</summary>
    public static void In(string name, LabelledText[] train, LabelledText[] test, ulong seed)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("planted"));
        var order = Enumerable.Range(0, train.Length).ToArray();
        random.Shuffle(order.AsSpan());
        var rows = order.Select(i => new Row(train[i], null, null)).ToList();
        var label = rows[0].Text.Label!;
        for (var i = 0; i < Each; i++) rows[i] = Changed(rows[i], "encoding", Misread);
        var marked = Enumerable.Range(Each, rows.Count - Each).Where(i => rows[i].Text.Label == label).Take(Each);
        foreach (var i in marked) rows[i] = Changed(rows[i], "give-away words", text => $"{text} qzx{label}");
        var next = 0UL;
        var plain = rows.Where(row => row.Kind is null).Take(3 * Each).ToArray();
        rows.AddRange(plain[..Each].Select(row => new Row(row.Text, "repeats", row)));
        rows.AddRange(plain[Each..(2 * Each)].Select(row => new Row(row.Text with
        {
            Text = Edited(row.Text.Text, bound => random.Below(next++, bound)),
        }, "near repeats", row)));
        rows.AddRange(test.Take(Each).Select(row => new Row(row, "leak", null)));
        var mixed = rows.ToArray();
        random.Shuffle(mixed.AsSpan());
        var last = mixed.Where(row => row.Kind is null && row.Text.Label == label && !plain.Contains(row)).Take(Each)
            .Select(row => row).ToHashSet();
        Row[] all = [.. mixed.Where(row => !last.Contains(row)), .. last.Select(row => row with { Kind = "order" })];
        var place = new Dictionary<Row, int>();
        for (var i = 0; i < all.Length; i++) place[all[i]] = i;

        var audit = DataAudit.Of(all.Select((row, i) => row.Text with { Row = i + 1 }), new()
        {
            Test = test,
            Skipped = ["doubted labels"],
        });
        foreach (var kind in all.Select(row => row.Kind).OfType<string>().Distinct())
        {
            var check = kind == "leak" ? "repeats" : kind;
            var found = audit.Findings.Where(finding => finding.Check == check)
                .SelectMany(finding => finding.Rows).Where(row => !row.IsTest).Select(row => row.Index).ToHashSet();
            var own = all.Where(row => row.Kind == kind).ToArray();
            var seen = own.Count(row => found.Contains(place[row]) || row.From is { } from
                && found.Contains(place[from]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {kind}: {seen} of {own.Length} "
                + $"planted rows found, {found.Count} rows in all"));
        }
    }

    /// <summary>Turns a part of the labels and counts how many of these are among the most doubted.</summary>
    public static void Flipped(string name, LabelledText[] train, double part, ulong seed)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("flipped"));
        var order = Enumerable.Range(0, train.Length).ToArray();
        random.Shuffle(order.AsSpan());
        var flipped = order[..(int)(part * order.Length)].ToHashSet();
        string[] labels = [.. train.Select(row => row.Label!).Distinct().Order(StringComparer.Ordinal)];
        var rows = train.Select((row, i) => !flipped.Contains(i) ? row
            : row with { Label = labels[(Array.IndexOf(labels, row.Label) + 1) % labels.Length] }).ToArray();
        var clock = Stopwatch.StartNew();
        var finding = DataAudit.Of(rows).Findings.Single(finding => finding.Check == "doubted labels");
        var worst = finding.Rows.Take(flipped.Count).Count(row => flipped.Contains(row.Index));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {flipped.Count} of {rows.Length} "
            + $"labels turned; {worst} of them among the worst {flipped.Count} of {finding.Rows.Count} doubted "
            + $"({(double)worst / flipped.Count:P1}), {clock.Elapsed.TotalSeconds:F1} s"));
        Suggested(name, finding, rows, i => train[i].Label!);
    }

    /// <summary>How often the label that a doubted row would be given is the true one, where its own is
    /// wrong.</summary>
    public static void Suggested(string name, Finding finding, LabelledText[] rows, Func<int, string> truth)
    {
        var wrong = finding.Rows.Where(row => rows[row.Index].Label != truth(row.Index)).ToArray();
        var right = wrong.Count(row => row.SuggestedLabel == truth(row.Index));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {finding.Rows.Count} doubted, of which "
            + $"{wrong.Length} have a wrong label; the label they would be given is true for {right} "
            + $"({(double)right / wrong.Length:P1})"));
    }

    private static Row Changed(Row row, string kind, Func<string, string> change) =>
        new(row.Text with { Text = change(row.Text.Text) }, kind, null);

    // UTF-8 read as Windows-1252.
    private static string Misread(string text)
    {
        var better = text.Replace('\'', '’').Replace('e', 'é');
        return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(Encoding.UTF8.GetBytes(better));
    }

    // One word in twenty is another, another is gone, and case and blanks changed.
    private static string Edited(string text, Func<int, int> below)
    {
        var words = text.Split(' ').ToList();
        for (var i = 0; i < Math.Max(1, words.Count / 20); i++)
        {
            words[below(words.Count)] = "somewhat";
            if (words.Count > 3) words.RemoveAt(below(words.Count));
        }
        return string.Join("  ", words).ToUpperInvariant();
    }

    private static string Short(string text) => text.Length < 160 ? text : $"{text[..100]} … {text[^50..]}";

    private sealed record Row(LabelledText Text, string? Kind, Row? From);
}
