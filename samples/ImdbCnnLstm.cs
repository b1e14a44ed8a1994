#:project ../src/Valence
// "IMDB dataset, sentiment classification using LSTM": embedding, convolution, pooling and an LSTM, with the sizes of
// Keras' own example. Of the package: #:package Valence@0.1.0 in the place of the first line.
//   dotnet run samples/ImdbCnnLstm.cs [FILE.csv, or train.csv test.csv]
using Valence;
using Valence.Datasets;
using Valence.Layers;
using Valence.Models;
using Valence.Text;

const int words = 20_000, length = 100;
var rows = args.DefaultIfEmpty("data/reviews.csv")
    .Select(file => LabelledTexts.Read(file, new() { RequireLabels = true }).ToList()).ToList();
if (rows is [var all])
{
    var (train, test) = Splits.TrainTestSplit(all.Count, testSize: 0.2, seed: 42);
    rows = [[.. train.Select(i => all[i])], [.. test.Select(i => all[i])]];
}
var tokenizer = new Tokenizer(numWords: words);
tokenizer.FitOnTexts(rows[0].Select(row => row.Text));

var model = new Sequential(
    new Embedding(words, 128),
    new Dropout(0.25),
    new Conv1D(64, 5, activation: "relu"),
    new MaxPooling1D(poolSize: 4),
    new Lstm(70),
    new Dense(1, activation: "sigmoid"))
{ Seed = 1 };
model.Compile("adam", "binary_crossentropy", metrics: ["accuracy"]);
model.Fit(Encode(rows[0]), Truths(rows[0]), epochs: args.Length == 2 ? 2 : 6, batchSize: 30);
Console.WriteLine(model.Summary());
var figures = model.Evaluate(Encode(rows[1]), Truths(rows[1]), batchSize: 30);
Console.WriteLine($"Test score: {figures["loss"]:F4}");
Console.WriteLine($"Test accuracy: {figures["accuracy"]:F4}");

Tensor Encode(List<LabelledText> some) =>
    Sequences.Pad(tokenizer.TextsToSequences(some.Select(row => row.Text)), maxLength: length);

int[] Truths(List<LabelledText> some) => [.. some.Select(row => row.Label is "positive" or "1" or "pos" ? 1 : 0)];
