using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Valence.Randomness;
using Valence.Text;

namespace Valence.Bench.Accuracy;

/// <summary>Public data sets with their official splits, or a fifth held out by a seed where there is none.</summary>
internal static class Sets
{
    public static IReadOnlyDictionary<string, Func<string, (LabelledText[] Train, LabelledText[] Test)>> All { get; } =
        new Dictionary<string, Func<string, (LabelledText[], LabelledText[])>>
        {
            ["imdb"] = data => (Reviews($"{data}/imdb/train.csv.gz"), Reviews($"{data}/imdb/test.csv.gz")),
            ["emotion"] = data => ([.. Lines($"{data}/emotion/train.txt.gz", ';').Concat(Lines(
                $"{data}/emotion/val.txt", ';'))], Lines($"{data}/emotion/test.txt", ';')),
            ["airline"] = data => Fifth(Rows($"{data}/twitter_airline/Tweets.csv.gz", new()
            {
                TextColumns = ["text"],
                LabelColumn = "airline_sentiment",
                RequireLabels = true,
            })),
            ["trec"] = data => (Trec($"{data}/trec/TREC.train.all"), Trec($"{data}/trec/TREC.test.all")),
            ["sst2"] = data => ([.. Sst($"{data}/sst/stsa.binary.train"), .. Sst($"{data}/sst/stsa.binary.dev")],
                Sst($"{data}/sst/stsa.binary.test")),
            ["rt"] = data => Fifth([.. Polarity($"{data}/rt_polarity/rt-polarity.neg", "neg"),
                .. Polarity($"{data}/rt_polarity/rt-polarity.pos", "pos")]),
            ["clinc150"] = data => Clinc($"{data}/clinc150/data_full.json.gz"),
            ["ag"] = data => (News($"{data}/ag_news/lst11111_train5000.csv.gz"), News($"{data}/ag_news/test.csv.gz")),
            // In the place of a test part: the same rows with their true labels.
            ["noisyag"] = data => (Noisy($"{data}/ag_news/noisyag_train10000.csv.gz", "label"),
                Noisy($"{data}/ag_news/noisyag_train10000.csv.gz", "gt")),
            ["20news"] = data => Newsgroups($"{data}/20newsgroups/20news-bydate.tar.gz"),
            ["20news-parts"] = data => (Parts(Newsgroups($"{data}/20newsgroups/20news-bydate.tar.gz").Train),
                Parts(Newsgroups($"{data}/20newsgroups/20news-bydate.tar.gz").Test)),
            ["uci"] = data => Fifth([.. new[] { "amazon_cells", "imdb", "yelp" }.SelectMany(name =>
                Lines($"{data}/uci_sentences/{name}_labelled.txt", '\t'))]),
            ["tatoeba"] = data => Fifth(Languages($"{data}/tatoeba/eng-deu_50k.txt.gz")),
        };

    /// <summary>So many rows, always the same ones, in their order.</summary>
    public static LabelledText[] Some(LabelledText[] rows, int count)
    {
        var order = Enumerable.Range(0, rows.Length).ToArray();
        new CounterRandom(0, CounterRandom.Purpose("judged")).Shuffle(order.AsSpan());
        int[] some = [.. order.Take(count).Order()];
        Console.WriteLine($"{some.Length} of {rows.Length} test rows, from 0: {string.Join(", ", some.Take(5))}, …, "
            + $"SHA-256 of all numbers, each in a line: {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII
                .GetBytes(string.Join('\n', some))))}");
        return [.. some.Select(i => rows[i])];
    }

    /// <summary>So many rows of each class, by a draw.</summary>
    public static LabelledText[] Few(LabelledText[] rows, int count, ulong draw)
    {
        var order = Enumerable.Range(0, rows.Length).ToArray();
        new CounterRandom(draw, CounterRandom.Purpose("few")).Shuffle(order.AsSpan());
        return [.. order.Select(i => rows[i]).GroupBy(row => row.Label).SelectMany(some => some.Take(count))];
    }

    private static LabelledText[] Rows(string path, TextFileOptions options) =>
        [.. LabelledTexts.Read(path, options)];

    private static LabelledText[] Reviews(string path) => Rows(path, new()
    {
        TextColumns = ["review"],
        LabelColumn = "sentiment",
        RequireLabels = true,
    });

    /// <summary>The lines of a file, unpacked where it is.</summary>
    public static IEnumerable<string> LinesOf(string path, Encoding? encoding = null)
    {
        using Stream file = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path);
        using var reader = new StreamReader(file, encoding ?? Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static LabelledText[] Numbered(IEnumerable<(string Text, string Label)> rows) =>
        [.. rows.Select((row, i) => new LabelledText(row.Text, row.Label, i + 1))];

    // Text, delimiter, label.
    private static LabelledText[] Lines(string path, char delimiter) => Numbered(LinesOf(path)
        .Where(line => line.Contains(delimiter, StringComparison.Ordinal) && line != "text;label_name")
        .Select(line => (line[..line.LastIndexOf(delimiter)], line[(line.LastIndexOf(delimiter) + 1)..].Trim())));

    private static LabelledText[] Trec(string path) => Numbered(LinesOf(path, Encoding.Latin1)
        .Where(line => line.Length > 0)
        .Select(line => (line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..], Label(line))));

    private static string Label(string line)
    {
        var first = line[..line.IndexOf(' ', StringComparison.Ordinal)];
        return first.Split(':')[0];
    }

    private static LabelledText[] Sst(string path) =>
        Numbered(LinesOf(path).Where(line => line.Length > 2).Select(line => (line[2..], line[..1])));

    private static LabelledText[] Polarity(string path, string label) =>
        Numbered(LinesOf(path, Encoding.Latin1).Select(line => (line, label)));

    private static (LabelledText[], LabelledText[]) Clinc(string path)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(file);
        LabelledText[] Part(string name) => Numbered(json.RootElement.GetProperty(name).EnumerateArray()
            .Select(row => (row[0].GetString()!, row[1].GetString()!)));
        return ([.. Part("train"), .. Part("val")], Part("test"));
    }

    // Without header; labels 0–3 after the text, or 1–4 before title and text.
    private static LabelledText[] News(string path) => path.Contains("train", StringComparison.Ordinal)
        ? Rows(path, new() { HasHeader = false, TextColumns = [0], LabelColumn = 1, RequireLabels = true })
        : [.. Rows(path, new() { HasHeader = false, TextColumns = [1, 2], LabelColumn = 0, RequireLabels = true })
            .Select(row => row with { Label = $"{row.Label![0] - '1'}" })];

    private static LabelledText[] Noisy(string path, string labels) =>
        Rows(path, new() { LabelColumn = labels, RequireLabels = true });

    // Several labels of a text: "rec.sport.hockey" is of rec, sport and hockey.
    private static LabelledText[] Parts(LabelledText[] rows) =>
        [.. rows.Select(row => row with { Label = null, Labels = [.. row.Label!.Split('.').Distinct()] })];

    private static (LabelledText[] Train, LabelledText[] Test) Newsgroups(string path)
    {
        List<(string, string)> train = [], test = [];
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var archive = new TarReader(file);
        while (archive.GetNextEntry() is { } entry)
        {
            var parts = entry.Name.Split('/');
            if (entry.DataStream is null || parts.Length < 3) continue;
            using var reader = new StreamReader(entry.DataStream, Encoding.Latin1);
            (parts[^3].EndsWith("train", StringComparison.Ordinal) ? train : test).Add((reader.ReadToEnd(), parts[^2]));
        }
        return (Numbered(train), Numbered(test));
    }

    private static LabelledText[] Languages(string path) => Numbered(LinesOf(path).Skip(1)
        .Select(line => line.Split('\t')).Where(parts => parts.Length >= 2)
        .SelectMany(parts => new[] { (parts[0], "eng"), (parts[1], "deu") }));

    private static (LabelledText[], LabelledText[]) Fifth(LabelledText[] rows)
    {
        var order = Enumerable.Range(0, rows.Length).ToArray();
        new CounterRandom(1, CounterRandom.Purpose("fifth")).Shuffle(order.AsSpan());
        var held = rows.Length / 5;
        return ([.. order[held..].Select(i => rows[i])], [.. order[..held].Select(i => rows[i])]);
    }
}
