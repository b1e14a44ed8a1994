using System.Diagnostics;
using System.Globalization;
using Valence;
using Valence.Generation;
using Valence.Language;
using Valence.Training;

// Generating TEXT [transformer|lstm] [steps] trains nanoGPT's small setting and tells seconds and nats.
// Generating speed [tokens] tells tokens a second with kept states, and of reading the whole window again; and that the
// scores have the same bytes.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args[0] == "speed") Speed(args.Length > 1 ? int.Parse(args[1]) : 1000);
else Train(args[0], args.Contains("lstm"), args.Length > 2 ? int.Parse(args[2]) : 2000);

static void Train(string path, bool isLstm, int steps)
{
    var text = File.ReadAllText(path);
    var watch = Stopwatch.StartNew();
    var generator = TextGenerator.Train(text, new()
    {
        Network = isLstm ? GeneratorNetwork.Lstm : GeneratorNetwork.Transformer,
        Layers = isLstm ? 2 : 4,
        Width = isLstm ? 256 : 128,
        Steps = steps,
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
    Console.WriteLine($"Valence: {watch.Elapsed.TotalSeconds:F1} s with all judging, {generator.HeldOut!.Nats:F4} nats, "
        + $"{generator.HeldOut.BitsPerCharacter:F4} bits per character on {generator.HeldOut.Tokens} characters");
    Console.WriteLine(generator.Generate("ROMEO:", new() { MaxNewTokens = 300, Temperature = 0.8 }).Text);
}

static void Speed(int count)
{
    var text = string.Concat(Enumerable.Range(0, 4000).Select(i => $"number {i * 7919 % 1009} "));
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
        Console.WriteLine($"{network}, context {context}, {tokens} tokens: {tokens / with:F0} a second with kept states, "
            + $"{tokens / without:F0} reading all again; bytes {(same ? "equal" : "DIFFER")}");
    }
}
