// "Sentiment analysis using LSTM with Keras": tweets on a debate, an LSTM with three kinds of dropout, two classes by
// softmax, and class weights.
// Usage: DebateTweets [FILE.csv with the columns text and sentiment]; without a file on the project's own reviews.
const int words = 2_000;

var (texts, labels) = SampleData.Read(args, new() { TextColumns = ["text"], LabelColumn = "sentiment" });
var kept = Enumerable.Range(0, texts.Length)
    .Where(i => !labels[i].Equals("neutral", StringComparison.OrdinalIgnoreCase)).ToArray();
string[] classes = [.. kept.Select(i => labels[i]).Distinct().Order(StringComparer.Ordinal)];
var cleaned = kept.Select(i => TextCleaning.Reviews.Apply(texts[i])).ToArray();
var y = kept.Select(i => Array.IndexOf(classes, labels[i])).ToArray();
Console.WriteLine(string.Join(", ", classes.Select((name, c) => $"{name}: {y.Count(label => label == c)}")));

// The original fits the vocabulary on all rows; here it sees the training rows alone, so that the test is one.
var (train, test) = Splits.TrainTestSplit(cleaned.Length, 0.2, seed: 42);
var tokenizer = new Tokenizer(numWords: words);
tokenizer.FitOnTexts(train.Select(i => cleaned[i]));
var x = Sequences.Pad(tokenizer.TextsToSequences(cleaned), maxLength: 60);
var oneHot = new float[y.Length, classes.Length];
for (var i = 0; i < y.Length; i++) oneHot[i, y[i]] = 1;
Data inputs = x, targets = oneHot;

var model = new Sequential(
    new Embedding(words, 128),
    new SpatialDropout1D(0.4f),
    new Lstm(196) { Dropout = 0.2f, RecurrentDropout = 0.2f },
    new Dense(classes.Length, Activations.Softmax))
{ Seed = 7 };
model.BuildFor([-1, 60]);
Console.WriteLine(model.Summary());
model.Compile(new Adam(), new CategoricalCrossentropy(), [Metric.Accuracy]);

// Rare classes count more: each class as much as the largest one. (The original repeats rows and weighs them too, which
// corrects twice.)
var largest = (double)Enumerable.Range(0, classes.Length).Max(c => y.Count(label => label == c));
var weights = Enumerable.Range(0, classes.Length).ToDictionary(c => c, c => largest / y.Count(label => label == c));
model.Fit(inputs.Take(train), targets.Take(train), epochs: args.Length > 1 ? int.Parse(args[1]) : 6,
    batchSize: args.Length > 0 ? 128 : 32, classWeight: weights);

var probabilities = model.Predict(inputs.Take(test));
var predicted = Enumerable.Range(0, test.Length)
    .Select(row => ArgMax(probabilities.Floats.Slice(row * classes.Length, classes.Length))).ToArray();
var truth = test.Select(i => y[i]).ToArray();
var matrix = ConfusionMatrix.Of(truth, predicted, classes);
Console.WriteLine(matrix);
Console.WriteLine(new ClassificationReport(matrix));

foreach (var text in new[] { "keep up the good work", "inaccurate facts, don't vote for him" })
{
    var answer = model.Predict(
        Sequences.Pad(tokenizer.TextsToSequences([TextCleaning.Reviews.Apply(text)]), maxLength: 60)).Floats;
    Console.WriteLine($"{classes[ArgMax(answer)]}  {text}");
}

static int ArgMax(ReadOnlySpan<float> values)
{
    var best = 0;
    for (var i = 1; i < values.Length; i++) if (values[i] > values[best]) best = i;
    return best;
}
