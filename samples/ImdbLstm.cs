#:project ../src/Valence
// "Sentiment Analysis on IMDB Reviews using LSTM and Keras": a CSV of reviews, stop words dropped, padded at the end,
// an LSTM, and the best model kept. Of the package: #:package Valence@0.1.0 in the place of the first line.
//   dotnet run samples/ImdbLstm.cs [FILE.csv with the columns review and sentiment]
using Valence;
using Valence.Callbacks;
using Valence.Datasets;
using Valence.Layers;
using Valence.Models;
using Valence.Text;
using Valence.Training;

var reviews = args is [var given] ? given : "data/reviews.csv";
var rows = LabelledTexts.Read(reviews, new() { RequireLabels = true }).ToList();
var cleaning = new TextCleaning([.. TextCleaning.Reviews.Steps, new KeepLetters(), new DropStopWords()]);
var texts = rows.Select(row => cleaning.Apply(row.Text)).ToArray();
Data y = rows.Select(row => row.Label == "positive" ? 1 : 0).ToArray();

var (train, test) = Splits.TrainTestSplit(texts.Length, testSize: 0.2, seed: 1);
var tokenizer = new Tokenizer(lower: false);
tokenizer.FitOnTexts(train.Select(i => texts[i]));
var length = (int)Math.Ceiling(train.Average(i => texts[i].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length));
Console.WriteLine($"{tokenizer.WordIndex.Count} words; texts are cut or padded to {length}");
Data x = Encode(texts);

// The original reads the padding after the text as if it were words; maskZero lets the LSTM stop at the text's end.
var model = new Sequential(
    new Embedding(tokenizer.WordIndex.Count + 1, 32, maskZero: true),
    new Lstm(64),
    new Dense(1, activation: "sigmoid"))
{ Seed = 3 };
model.Compile("adam", "binary_crossentropy", metrics: ["accuracy"]);

// The best model is chosen by rows that were not trained on; the original chose by training accuracy.
var file = Path.Combine(Path.GetTempPath(), $"valence-sample-{Environment.ProcessId}.keras");
model.Fit(x.Take(train), y.Take(train), epochs: 5, batchSize: args is [_] ? 128 : 16, validationSplit: 0.1,
    callbacks: [new ModelCheckpoint(file, "val_accuracy", saveBestOnly: true)]);
var best = Model.Load(file);
File.Delete(file);

var probabilities = best.Predict(x.Take(test));
var right = test.Where((row, i) => probabilities[i, 0] > 0.5f == (rows[row].Label == "positive")).Count();
Console.WriteLine($"{right} of {test.Length} right: {(double)right / test.Length:P2}");

// One cleaning, one vocabulary and one threshold for training and for answering.
const string review = "The acting was wonderful and I loved every minute of it.";
var probability = best.Predict(Encode([cleaning.Apply(review)]))[0, 0];
Console.WriteLine($"{(probability > 0.5f ? "positive" : "negative")} ({probability:F3})  {review}");

Tensor Encode(IEnumerable<string> some) =>
    Sequences.Pad(tokenizer.TextsToSequences(some), maxLength: length, padding: "post", truncating: "post");
