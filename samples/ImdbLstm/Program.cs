// "Sentiment Analysis on IMDB Reviews using LSTM and Keras": a CSV of reviews, stop words dropped, padded at the end,
// an LSTM, and the best model kept.
// Usage: ImdbLstm [FILE.csv with the columns review and sentiment]; without a file on the project's own reviews.
var (texts, labels) = SampleData.Read(args);
var cleaning = new TextCleaning([.. TextCleaning.Reviews.Steps, new KeepLetters(), new DropStopWords()]);
var cleaned = texts.Select(cleaning.Apply).ToArray();
var y = labels.Select(label => label == "positive" ? 1f : 0f).ToArray();

var (train, test) = Splits.TrainTestSplit(texts.Length, 0.2, seed: 1);
var tokenizer = new Tokenizer(lower: false);
tokenizer.FitOnTexts(train.Select(i => cleaned[i]));
var length = (int)Math.Ceiling(
    train.Average(i => (double)cleaned[i].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length));
Console.WriteLine($"{tokenizer.WordIndex.Count} words; texts are cut or padded to {length}");
Data x = Encode(cleaned), targets = y;

// The original reads the padding after the text as if it were words; maskZero lets the LSTM stop at the text's end.
var model = new Sequential(
    new Embedding(tokenizer.WordIndex.Count + 1, 32, maskZero: true),
    new Lstm(64),
    new Dense(1, Activations.Sigmoid))
{ Seed = 3 };
model.Compile(new Adam(), new BinaryCrossentropy(), [Metric.Accuracy]);

// The best model is chosen by rows that were not trained on; the original chose by training accuracy.
var file = Path.Combine(Path.GetTempPath(), $"valence-sample-{Environment.ProcessId}.keras");
model.Fit(x.Take(train), targets.Take(train), epochs: 5, batchSize: args.Length > 0 ? 128 : 16, validationSplit: 0.1,
    callbacks: [new ModelCheckpoint(file, "val_accuracy", saveBestOnly: true)]);

var best = Model.Load(file);
File.Delete(file);
var probabilities = best.Predict(x.Take(test)).Floats.ToArray();
var right = test.Where((row, i) => probabilities[i] > 0.5f == y[row] > 0.5f).Count();
Console.WriteLine($"{right} of {test.Length} right: {(double)right / test.Length:P2}");

// One cleaning, one vocabulary and one threshold for training and for answering.
const string review = "The acting was wonderful and I loved every minute of it.";
var probability = best.Predict(Encode([cleaning.Apply(review)])).Floats[0];
Console.WriteLine($"{(probability > 0.5f ? "positive" : "negative")} ({probability:F3})  {review}");

Tensor Encode(IEnumerable<string> some) =>
    Sequences.Pad(tokenizer.TextsToSequences(some), length, SequenceEnd.Post, SequenceEnd.Post);
