using System.Diagnostics;
using System.Globalization;
using Valence;
using Valence.Language;
using Valence.Training;

// Translating FOLDER transformer|attention [epochs] [pairs] [rate] [dropout] learns German to English of Multi30k in
// FOLDER, with small letters, chooses the epoch by the validation part, and tells BLEU and chrF of it and of test 2016,
// greedily and with five beams.
// Translating sums transformer|attention [epochs] [rate] [pairs a step] learns sums of two numbers of three digits,
// such as 123+456, from their characters.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args[0] == "sums")
    Sums(args.Contains("attention"), args.Length > 2 ? int.Parse(args[2]) : 10,
        args.Length > 3 ? double.Parse(args[3]) : 1e-3, args.Length > 4 ? int.Parse(args[4]) : 64);
else Captions(args[0], args.Contains("attention"), args.Length > 2 ? int.Parse(args[2]) : 10,
    args.Length > 3 ? int.Parse(args[3]) : int.MaxValue, args.Length > 4 ? double.Parse(args[4]) : null,
    args.Length > 5 ? double.Parse(args[5]) : null);

static void Captions(string folder, bool isAttention, int epochs, int most, double? rate, double? dropout)
{
    var (watch, usual) = (Stopwatch.StartNew(), new TranslatorSettings());
    var translator = TextTranslator.Train([.. Pairs("train").Take(most)], usual with
    {
        Network = isAttention ? TranslatorNetwork.Attention : TranslatorNetwork.Transformer,
        Lowercase = true,
        Epochs = epochs,
        LearningRate = rate ?? usual.LearningRate,
        Dropout = dropout ?? usual.Dropout,
        ValidationData = Pairs("val"),
        Verbose = Verbosity.Lines,
    });
    translator.Save($"{(isAttention ? "attention" : "transformer")}.valence");
    Console.WriteLine($"trained in {Time(watch)}: {translator.HeldOut}");
    foreach (var part in (string[])["val", "test_2016_flickr"])
        foreach (var beams in (int[])[1, 5])
        {
            watch.Restart();
            var report = translator.Evaluate(Pairs(part), new() { Beams = beams });
            Console.WriteLine($"{part}, {beams} beams: {report.Bleu}, {report.ChrF}; {Time(watch)}");
            Console.WriteLine($"  {report.Bleu.Signature}; {report.ChrF.Signature}");
        }

    IReadOnlyList<TextPair> Pairs(string part) => ParallelTexts.Read(Path.Combine(folder, $"{part}.de.gz"),
        Path.Combine(folder, $"{part}.en.gz"), new() { Warn = Console.WriteLine });
}

static void Sums(bool isAttention, int epochs, double rate, int batchSize)
{
    var random = new Random(1);
    TextPair[] pairs = [.. Enumerable.Range(0, 50_000).Select(_ => (random.Next(1000), random.Next(1000))).Distinct()
        .Select(sum => new TextPair($"{sum.Item1}+{sum.Item2}", $"{sum.Item1 + sum.Item2}"))];
    TextPair[] held = pairs[^1000..];
    var watch = Stopwatch.StartNew();
    var translator = TextTranslator.Train(pairs[..^1000], new()
    {
        Network = isAttention ? TranslatorNetwork.Attention : TranslatorNetwork.Transformer,
        Tokens = TokenKind.Characters,
        MaxLength = 8,
        Layers = isAttention ? 1 : 2,
        Width = 128,
        Dropout = 0,
        LabelSmoothing = 0,
        Epochs = epochs,
        BatchSize = batchSize,
        LearningRate = rate,
        ValidationData = held,
        Verbose = Verbosity.Lines,
    });
    var answers = translator.Translate([.. held.Select(pair => pair.Source)], new() { Beams = 1 });
    Console.WriteLine($"{answers.Zip(held).Count(one => one.First.Text == one.Second.Target)} of {held.Length} sums "
        + $"are right; {Time(watch)}");
}

static string Time(Stopwatch watch) => $"{watch.Elapsed.TotalSeconds:F0} s by the clock, "
    + $"{Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:F0} s of processors since the beginning";
