#:project ../src/Valence.Classification
// "Sentiment_LSTM": four reviews written in the code, a bidirectional LSTM, one row to validate on.
// Of the package: #:package Valence.Classification@0.1.0 in the place of the first line.
//   dotnet run samples/FourReviews.cs
using Valence;
using Valence.Classification;
using Valence.Datasets;
using Valence.Layers;
using Valence.Models;
using Valence.Text;
using Valence.Training;

string[] reviews = ["This movie was great", "I did not like this movie", "Terrible, boring film",
    "I loved the acting in this film"];
int[] labels = [1, 0, 0, 1];

var tokenizer = new Tokenizer(numWords: 10_000);
tokenizer.FitOnTexts(reviews);
Data x = Sequences.Pad(tokenizer.TextsToSequences(reviews), padding: "post", truncating: "post"), y = labels;
var (train, validation) = Splits.TrainTestSplit(reviews.Length, testSize: 0.2, seed: 42);

var model = new Sequential(
    new Embedding(10_000, 32),
    new Bidirectional(new Lstm(64)),
    new Dense(1, activation: "sigmoid"))
{ Seed = 1 };
model.Compile("adam", "binary_crossentropy", metrics: ["accuracy"]);
model.Fit(x.Take(train), y.Take(train), epochs: 5, batchSize: 32,
    validationData: (x.Take(validation), y.Take(validation)));

var accuracy = model.Evaluate(x.Take(validation), y.Take(validation))["accuracy"];
Console.WriteLine($"Validation accuracy: {accuracy:F2}");
var (low, high) = Wilson.Interval((int)(accuracy * validation.Length), validation.Length);
Console.WriteLine("That is one row: it proves nothing. With 95 % confidence the accuracy lies anywhere between "
    + $"{low:P0} and {high:P0}.");
