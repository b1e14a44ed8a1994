#:project ../src/Valence
// "Deep Learning with Keras: Sentiment Analysis of Reviews": word ids of 500 words, an embedding, flattened, and two
// hidden layers. Of the package: #:package Valence@0.1.0 in the place of the first line.
//   dotnet run samples/ImdbMlp.cs [FILE.csv, or imdb.npz imdb_word_index.json]
using Valence;
using Valence.Callbacks;
using Valence.Datasets;
using Valence.Layers;
using Valence.Models;
using Valence.Text;

const int words = 10_000, length = 500;
int[][] xTrain, xTest;
int[] yTrain, yTest;
IReadOnlyDictionary<string, int> wordIndex;
if (args is [var npz, var index])
{
    ((xTrain, yTrain), (xTest, yTest)) = Imdb.LoadData(npz, numWords: words);
    wordIndex = Imdb.LoadWordIndex(index);
    Console.WriteLine(Imdb.Decode(xTrain[0], wordIndex));
}
else
{
    var file = args is [var given] ? given : "data/reviews.csv";
    var rows = LabelledTexts.Read(file, new() { RequireLabels = true }).ToList();
    var (train, test) = Splits.TrainTestSplit(rows.Count, testSize: 0.2, seed: 42);
    var tokenizer = new Tokenizer();
    tokenizer.FitOnTexts(train.Select(i => rows[i].Text));
    wordIndex = tokenizer.WordIndex;
    (xTrain, xTest) = ([.. train.Select(i => Ids(rows[i].Text))], [.. test.Select(i => Ids(rows[i].Text))]);
    (yTrain, yTest) = ([.. train.Select(Truth)], [.. test.Select(Truth)]);
    int Truth(int i) => rows[i].Label == "positive" ? 1 : 0;
}

var model = new Sequential(
    new Embedding(words, 32, inputLength: length),
    new Flatten(),
    new Dense(16, activation: "relu"),
    new Dense(16, activation: "relu"),
    new Dense(1, activation: "sigmoid"))
{ Seed = 1 };
Console.WriteLine(model.Summary());
model.Compile("adam", "binary_crossentropy", metrics: ["accuracy"]);

// The original validates on its test data and so chooses nothing by it; a tenth of the training rows serves here, and
// training ends when it gets worse.
var history = model.Fit(Pad(xTrain), yTrain, epochs: 12, batchSize: args.Length == 2 ? 128 : 16, validationSplit: 0.1,
    callbacks: [new EarlyStopping(patience: 2, restoreBestWeights: true)]);
Console.WriteLine($"Accuracy: {model.Evaluate(Pad(xTest), yTest)["accuracy"]:P2}");
var picture = Path.Combine(Path.GetTempPath(), "imdb-mlp");
File.WriteAllText($"{picture}-model.svg", model.ToSvg());
File.WriteAllText($"{picture}-history.svg", history.ToSvg());
Console.WriteLine($"Pictures of the model and of its training: {picture}-*.svg");

foreach (var text in (string[])["Easily the most stellar experience I have ever had.",
    "The long lines and poor customer service really turned me off."])
    Console.WriteLine($"{model.Predict(Pad([Ids(text)]))[0, 0]:F3}  {text}");

// As imdb.npz has them: 1 begins a review, 2 is a rare word, 3 is added to the rank of every other.
int[] Ids(string text) => [1, .. Words.TextToWordSequence(text)
    .Select(word => wordIndex.TryGetValue(word, out var rank) && rank + 3 < words ? rank + 3 : 2)];

static Tensor Pad(int[][] sequences) => Sequences.Pad(sequences, maxLength: length);
