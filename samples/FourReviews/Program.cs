// "Sentiment_LSTM": four reviews written in the code, a bidirectional LSTM, one row to validate on.
string[] reviews = ["This movie was great", "I did not like this movie", "Terrible, boring film",
    "I loved the acting in this film"];
float[] labels = [1, 0, 0, 1];

var tokenizer = new Tokenizer(numWords: 10_000);
tokenizer.FitOnTexts(reviews);
Data x = Sequences.Pad(tokenizer.TextsToSequences(reviews), padding: SequenceEnd.Post, truncating: SequenceEnd.Post),
y = labels;
var (train, validation) = Splits.TrainTestSplit(reviews.Length, 0.2, seed: 42);

var model = new Sequential(
    new Embedding(10_000, 32),
    new Bidirectional(new Lstm(64)),
    new Dense(1, Activations.Sigmoid))
{ Seed = 1 };
model.Compile(new Adam(), new BinaryCrossentropy(), [Metric.Accuracy]);
model.Fit(x.Take(train), y.Take(train), epochs: 5, batchSize: 32,
    validationData: new(x.Take(validation), y.Take(validation)));

var accuracy = model.Evaluate(x.Take(validation), y.Take(validation))["accuracy"];
Console.WriteLine($"Validation accuracy: {accuracy:F2}");
var (low, high) = Wilson.Interval((int)(accuracy * validation.Length), validation.Length);
Console.WriteLine("That is one row: it proves nothing. With 95 % confidence the accuracy lies anywhere between "
    + $"{low:P0} and {high:P0}.");
