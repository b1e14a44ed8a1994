using System.Globalization;
using System.IO.Compression;
using Microsoft.ML.Tokenizers;
using Valence.Text;

// Sub-word tokenizers in turns on the same texts, one thread: SubWords SHARED [ROUNDS]
var shared = args[0];
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 7;
var corpora = new (string Name, string[] Texts)[]
{
    ("IMDB", Lines("imdb/test.csv.gz").Take(5000).ToArray()),
    ("German", Lines("tatoeba/eng-deu_50k.txt.gz").Select(line => line.Split('\t')[^1]).Take(50000).ToArray()),
};

var vocabulary = Path.Combine(shared, "minilm", "vocab.txt");
var ours = SubWordTokenizer.Open(Path.Combine(shared, "minilm")).With(null, null);
var fast = new FastBertTokenizer.BertTokenizer();
using (var reader = File.OpenText(vocabulary)) fast.LoadVocabulary(reader, convertInputToLowercase: true);
var microsoft = BertTokenizer.Create(vocabulary);

var gpt2 = Path.Combine(Path.GetTempPath(), $"valence-bench-{Environment.ProcessId}");
var bytePair = SubWordTokenizer.TrainBytePair(corpora[0].Texts.Take(2000), 8000);
SaveGpt2(bytePair, gpt2);
var microsoftBpe = CodeGenTokenizer.Create(File.OpenRead(gpt2 + ".vocab.json"), File.OpenRead(gpt2 + ".merges.txt"));

foreach (var (name, texts) in corpora)
{
    var megabytes = texts.Sum(text => (long)text.Length) / 1e6;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name}: {texts.Length} texts, {megabytes:F1} M characters"));
    Turns(megabytes,
        ("WordPiece: Valence", () => texts.Sum(text => (long)ours.Encode(text).Ids.Count)),
        ("WordPiece: FastBertTokenizer", () => texts.Sum(text => (long)fast.Encode(text, 1 << 20).InputIds.Length)),
        ("WordPiece: Microsoft.ML.Tokenizers", () => texts.Sum(text => (long)microsoft.EncodeToIds(text).Count)));
    Turns(megabytes,
        ("Byte pairs: Valence", () => texts.Sum(text => (long)bytePair.Encode(text).Ids.Count)),
        ("Byte pairs: Microsoft.ML.Tokenizers", () => texts.Sum(text => (long)microsoftBpe.EncodeToIds(text).Count)));
}

void Turns(double megabytes, params (string Name, Func<long> Run)[] runs)
{
    var best = new double[runs.Length];
    var tokens = new long[runs.Length];
    Array.Fill(best, double.MaxValue);
    for (var round = 0; round < rounds; round++)
        for (var i = 0; i < runs.Length; i++)
        {
            // The processor's time: others may use the machine.
            var before = Environment.CpuUsage.TotalTime;
            tokens[i] = runs[i].Run();
            best[i] = Math.Min(best[i], (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }
    for (var i = 0; i < runs.Length; i++)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {runs[i].Name,-38} {megabytes / best[i],8:F1} M characters/s {tokens[i],10} tokens"));
}

IEnumerable<string> Lines(string path)
{
    using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(shared, "data", path)),
        CompressionMode.Decompress));
    while (reader.ReadLine() is { } line) yield return line;
}

static void SaveGpt2(SubWordTokenizer tokenizer, string path)
{
    using var json = System.Text.Json.JsonDocument.Parse(tokenizer.ToJson());
    var model = json.RootElement.GetProperty("model");
    File.WriteAllText(path + ".vocab.json", model.GetProperty("vocab").GetRawText());
    File.WriteAllLines(path + ".merges.txt", ["#version: 0.2", .. model.GetProperty("merges").EnumerateArray()
        .Select(merge => $"{merge[0].GetString()} {merge[1].GetString()}")]);
}
