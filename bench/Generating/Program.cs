using System.Diagnostics;
using System.Globalization;
using Valence;
using Valence.Generation;
using Valence.Language;
using Valence.Training;

// Generating TEXT [transformer|lstm] [steps] [rate] trains nanoGPT's small setting and tells seconds and nats.
// Generating speed [tokens] tells tokens a second with kept states, and of reading the whole window again; and that the
// scores have the same bytes.
// Generating bytes [tokens] draws a long text from LSTMs with kept states, and holds all scores against one reading of
// the whole and every thousandth against a reading of all before it.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args[0] == "speed") Speed(args.Length > 1 ? int.Parse(args[1]) : 1000);
else if (args[0] == "bytes") Bytes(args.Length > 1 ? int.Parse(args[1]) : 10_000);
else Train(args[0], args.Contains("lstm"), args.Length > 2 ? int.Parse(args[2]) : 2000,
    args.Length > 3 ? double.Parse(args[3]) : 1e-3);

static void Train(string path, bool isLstm, int steps, double rate)
{
    var text = File.ReadAllText(path);
    var watch = Stopwatch.StartNew();
    var generator = TextGenerator.Train(text, new()
    {
        Network = isLstm ? GeneratorNetwork.Lstm : GeneratorNetwork.Transformer,
        Layers = isLstm ? 2 : 4,
        Width = isLstm ? 256 : 128,
        Steps = steps,
        LearningRate = rate,
        Verbose = Verbosity.Silent,
        Callbacks =
        [
            new Valence.Callbacks.LambdaCallback
            {
                EpochEnd = (_, state) => Console.WriteLine(
                    $"after {watch.Elapsed.TotalSeconds:F1} s: {state.Logs["val_loss"]:F4} nats"),
            },
        ],
    });
    Console.WriteLine($"Valence: {watch.Elapsed.TotalSeconds:F1} s with all judging, "
        + $"{generator.HeldOut!.Nats:F4} nats, "
        + $"{generator.HeldOut.BitsPerCharacter:F4} bits per character on {generator.HeldOut.Tokens} characters");
    Console.WriteLine(generator.Generate("ROMEO:", new() { MaxNewTokens = 300, Temperature = 0.8 }).Text);
}

static string Numbers() => string.Concat(Enumerable.Range(0, 4000).Select(i => $"number {i * 7919 % 1009} "));

static void Bytes(int count)
{
    var generator = TextGenerator.Train(Numbers(), new()
    {
        Network = GeneratorNetwork.Lstm,
        Layers = 2,
        Width = 64,
        Steps = 100,
        Verbose = Verbosity.Silent,
    });
    using var session = generator.Model.NewDecodingSession();
    var (ids, scores) = (new List<int> { 2 }, new List<float[]>());
    var (differing, again) = (0, 0);
    for (var i = 0; i < count; i++)
    {
        scores.Add(session.Read([ids[^1]], 1).ToArray());
        if (i % 1000 == 999)
        {
            again++;
            if (!Read(ids)[^1].SequenceEqual(scores[^1])) differing++;
        }
        ids.Add(TokenScores.Drawn([.. scores[^1].Select(score => (double)score)], i * 0.618033988 % 1));
    }
    differing += Read(ids[..^1]).Zip(scores).Count(pair => !pair.First.SequenceEqual(pair.Second));
    Console.WriteLine($"{count} tokens: {differing} of {count + again} rows of scores differ from those without kept "
        + "states");

    IReadOnlyList<float[]> Read(List<int> read)
    {
        var all = generator.Model.Predict(Tensor.From([.. read], [1, read.Count]));
        return [.. all.Floats.ToArray().Chunk(all.Shape[^1])];
    }
}

static void Speed(int count)
{
    var text = Numbers();
    foreach (var (network, context) in new[] { (GeneratorNetwork.Transformer, 64), (GeneratorNetwork.Transformer, 1024),
        (GeneratorNetwork.Lstm, 64) })
    {
        var generator = TextGenerator.Train(text, new()
        {
            Network = network,
            Context = context,
            Steps = 1,
            BatchSize = 1,
            Verbose = Verbosity.Silent,
        });
        using var session = generator.Model.NewDecodingSession();
        // Within the context, so that both read the same.
        var tokens = Math.Min(count, session.Context);
        var ids = new List<int> { 2 };
        var kept = new List<float[]>();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < tokens; i++)
        {
            kept.Add(session.Read([ids[^1]], 1).ToArray());
            ids.Add(TokenScores.Likeliest([.. kept[^1].Select(score => (double)score)]));
        }
        var with = watch.Elapsed.TotalSeconds;
        watch.Restart();
        var same = true;
        for (var i = 0; i < tokens; i++)
        {
            var scores = generator.Model.Predict(Tensor.From([.. ids.Take(i + 1)], [1, i + 1]));
            same &= scores.Floats[^scores.Shape[^1]..].SequenceEqual(kept[i]);
        }
        var without = watch.Elapsed.TotalSeconds;
        Console.WriteLine($"{network}, context {context}, {tokens} tokens: {tokens / with:F0} a second with kept "
            + $"states, {tokens / without:F0} reading all again; bytes {(same ? "equal" : "DIFFER")}");
    }
}
