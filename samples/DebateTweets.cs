#:project ../src/Valence.Classification
// "Sentiment analysis using LSTM with Keras": tweets on a debate, an LSTM with three kinds of dropout, two classes by
// softmax, and class weights. Of the package: #:package Valence.Classification@0.1.0 in the place of the first line.
//   dotnet run samples/DebateTweets.cs [FILE.csv with the columns text and sentiment]
using Valence;
using Valence.Classification;
using Valence.Datasets;
using Valence.Layers;
using Valence.Models;
using Valence.Text;
using Valence.Training;

const int words = 2_000, length = 60;
var rows = args is [var file]
    ? LabelledTexts.Read(file, new() { TextColumns = ["text"], LabelColumn = "sentiment", RequireLabels = true })
    : LabelledTexts.Read("data/reviews.csv", new() { RequireLabels = true });
var kept = rows.Where(row => row.Label!.ToLowerInvariant() != "neutral").ToList();
var texts = kept.Select(row => TextCleaning.Reviews.Apply(row.Text)).ToArray();
string[] classes = [.. kept.Select(row => row.Label!).Distinct().Order(StringComparer.Ordinal)];
var y = kept.Select(row => Array.IndexOf(classes, row.Label)).ToArray();
var counts = classes.Select((_, c) => (double)y.Count(label => label == c)).ToArray();
Console.WriteLine(string.Join(", ", classes.Zip(counts, (name, count) => $"{name}: {count}")));

// The original fits the vocabulary on all rows; here it sees the training rows alone, so that the test is one.
var (train, test) = Splits.TrainTestSplit(texts.Length, testSize: 0.2, seed: 42);
var tokenizer = new Tokenizer(numWords: words, split: " ");
tokenizer.FitOnTexts(train.Select(i => texts[i]));
Data inputs = Encode(texts), targets = Keras.ToCategorical(y, classes.Length);

var model = new Sequential(
    new Embedding(words, 128, inputLength: length),
    new SpatialDropout1D(0.4),
    new Lstm(196, dropout: 0.2, recurrentDropout: 0.2),
    new Dense(classes.Length, activation: "softmax"))
{ Seed = 7 };
Console.WriteLine(model.Summary());
model.Compile("adam", "categorical_crossentropy", metrics: ["accuracy"]);

// Rare classes count more: each class as much as the largest one. (The original repeats rows and weighs them too, which
// corrects twice.)
model.Fit(inputs.Take(train), targets.Take(train), epochs: 6, batchSize: args is [_] ? 128 : 32,
    classWeight: counts.Index().ToDictionary(count => count.Index, count => counts.Max() / count.Item));

var truth = test.Select(i => y[i]).ToArray();
var matrix = ConfusionMatrix.Of(truth, Likeliest(model.Predict(inputs.Take(test))), classes);
Console.WriteLine(matrix);
Console.WriteLine(new ClassificationReport(matrix));

string[] tweets = ["keep up the good work", "inaccurate facts, don't vote for him"];
var answers = Likeliest(model.Predict(Encode(tweets.Select(TextCleaning.Reviews.Apply))));
foreach (var (tweet, answer) in tweets.Zip(answers)) Console.WriteLine($"{classes[answer]}  {tweet}");

Tensor Encode(IEnumerable<string> some) => Sequences.Pad(tokenizer.TextsToSequences(some), maxLength: length);

int[] Likeliest(Tensor probabilities) => [.. Enumerable.Range(0, probabilities.Shape[0])
    .Select(row => Enumerable.Range(0, classes.Length).MaxBy(c => (float)probabilities[row, c]))];
