using System.Diagnostics;
using System.Globalization;
using Valence;
using Valence.Language;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

// Tagging FOLDER RECIPE [seed] [test] [TEXTS] learns the names of WNUT-17 in FOLDER by a recipe, with vectors from a
// file of texts where one is given, and tells the F1 of the part that chooses, epoch by epoch; and with the word test
// the report on the test part. The recipe keras is the network of Keras' example ner_transformers, without a chain.
// texts.py writes such texts of other data.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (folder, name, seed) = (args[0], args[1], args.Length > 2 ? ulong.Parse(args[2]) : 1);
var isTest = args.Contains("test");
var texts = args.Skip(3).FirstOrDefault(argument => argument != "test");
var watch = Stopwatch.StartNew();
var (train, dev, test) = (Part("wnut17train.conll"), Part("emerging.dev.conll"), Part("emerging.test.annotated"));
if (name == "keras") Keras(train, dev, test);
else
{
    var tagger = TextTagger.Train(train, new()
    {
        Recipe = TaggingRecipe.Find(name),
        Baseline = false,
        Seed = seed,
        ValidationData = dev,
        Unlabelled = texts is null ? null : [.. File.ReadLines(texts)],
        Verbose = Verbosity.Silent,
        Callbacks =
        [
            new Valence.Callbacks.LambdaCallback
            {
                EpochEnd = (_, state) => Console.Write($" {100 * state.Logs["val_f1"]:F1}"),
            },
        ],
    });
    var tried = tagger.Tried[0];
    Console.WriteLine();
    Console.WriteLine($"{name}: F1 {100 * tried.F1:F2} of the dev part after {tried.Epochs} epochs, bias "
        + $"{tagger.OutsideBias}; {Time()}");
    if (isTest) Tell(tagger.Evaluate(test));
}

TaggedText[] Part(string file) => [.. TaggedTexts.Read(Path.Combine(folder, file))];

string Time() => $"{watch.Elapsed.TotalSeconds:F0} s by the clock, "
    + $"{Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:F0} s of processors";

static void Tell(TaggingResult result)
{
    Console.WriteLine(result.Report);
    Console.WriteLine($"different spans: {result.SurfaceForms}");
    foreach (var estimate in result.Report.Intervals().Where(one => one.Measure == "f1-score").Take(1))
        Console.WriteLine($"F1 {100 * estimate.Value:F2}, 95 % from {100 * estimate.Interval?.Low:F2} to "
            + $"{100 * estimate.Interval?.High:F2}");
}

// Vectors of 32, one block of 4 heads and 64 units, 20,000 small words, 10 epochs of 32 texts.
void Keras(TaggedText[] train, TaggedText[] dev, TaggedText[] test)
{
    const int width = 32, length = 128;
    string[] tags = ["", .. train.SelectMany(text => text.Labels()).Distinct().Order(StringComparer.Ordinal)];
    var ids = train.SelectMany(Words).GroupBy(word => word).OrderByDescending(group => group.Count()).Take(19_998)
        .Select((group, i) => (group.Key, i)).ToDictionary(pair => pair.Key, pair => pair.i + 2);
    var input = Valence.Models.Keras.Input([length], ElementType.Int32);
    var x = new TokenAndPositionEmbedding(20_000, length, width).Call(input);
    var seen = new Dropout(0.1).Call(new MultiHeadAttention(4, width).Call(x, x));
    x = new LayerNormalization(epsilon: 1e-6).Call(new Add().Call(x, seen));
    var wide = new Dense(width).Call(new Dense(64, "relu").Call(x));
    x = new LayerNormalization(epsilon: 1e-6).Call(new Add().Call(x, new Dropout(0.1).Call(wide)));
    x = new Dropout(0.1).Call(new Dense(64, "relu").Call(new Dropout(0.1).Call(x)));
    var model = new Functional(input, new Dense(tags.Length, "softmax").Call(x)) { Seed = seed };
    model.Compile(new Adam(), new SparseCategoricalCrossentropy(ignoreClass: 0));
    model.Fit(Ids(train), Padded(train, text => [.. text.Labels().Select(tag => Array.IndexOf(tags, tag))]), epochs: 10,
        batchSize: 32, verbose: Verbosity.Silent);
    Console.WriteLine($"keras: F1 {100 * Judged(dev).Overall.F1:F2} of the dev part; {Time()}");
    if (isTest) Console.WriteLine(Judged(test));

    static IEnumerable<string> Words(TaggedText text) =>
        Enumerable.Range(0, text.Words.Count).Select(i => text.Word(i).ToLowerInvariant());

    Tensor Ids(TaggedText[] some) =>
        Padded(some, text => [.. Words(text).Select(word => ids.GetValueOrDefault(word, 1))]);

    Tensor Padded(TaggedText[] some, Func<TaggedText, int[]> numbers)
    {
        var all = new int[some.Length * length];
        for (var i = 0; i < some.Length; i++) numbers(some[i]).CopyTo(all, i * length);
        return Tensor.From(all, [some.Length, length]);
    }

    SpanReport Judged(TaggedText[] some)
    {
        var scores = model.Predict(Ids(some)).Floats.ToArray();
        return new([.. some.Select(text => text.Labels())], [.. some.Select((text, row) => (IReadOnlyList<string>)
            [.. Enumerable.Range(0, text.Words.Count).Select(i => Likeliest(row * length + i))])]);

        string Likeliest(int at)
        {
            var own = scores.AsSpan(at * tags.Length, tags.Length);
            var best = 0;
            for (var k = 1; k < own.Length; k++)
                if (own[k] > own[best]) best = k;
            return best == 0 ? "O" : tags[best];
        }
    }
}
