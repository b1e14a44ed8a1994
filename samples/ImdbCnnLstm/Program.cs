// "IMDB dataset, sentiment classification using LSTM": embedding, convolution, pooling and an LSTM, with the sizes of
// Keras' own example.
// Usage: ImdbCnnLstm [train.csv test.csv]; without files on the project's own reviews.
const int words = 20_000, length = 100;

var (trainTexts, trainLabels, testTexts, testLabels) = Read(args);
var tokenizer = new Tokenizer(numWords: words);
tokenizer.FitOnTexts(trainTexts);

var model = new Sequential(
    new Embedding(words, 128),
    new Dropout(0.25),
    new Conv1D(64, 5, activation: Activations.Relu),
    new MaxPooling1D(4),
    new Lstm(70),
    new Dense(1, Activations.Sigmoid))
{ Seed = 1 };
model.Compile(new Adam(), new BinaryCrossentropy(), [Metric.Accuracy]);
model.Fit(Encode(trainTexts), trainLabels, epochs: args.Length == 2 ? 2 : 6, batchSize: 30);
Console.WriteLine(model.Summary());
var figures = model.Evaluate(Encode(testTexts), testLabels, batchSize: 30);
Console.WriteLine($"Test score: {figures["loss"]:F4}");
Console.WriteLine($"Test accuracy: {figures["accuracy"]:F4}");

Tensor Encode(string[] texts) => Sequences.Pad(tokenizer.TextsToSequences(texts), maxLength: length);

static (string[], float[], string[], float[]) Read(string[] args)
{
    if (args.Length == 2)
    {
        var (a, b) = (SampleData.Read([args[0]]), SampleData.Read([args[1]]));
        return (a.Texts, Truths(a.Labels), b.Texts, Truths(b.Labels));
    }
    var (texts, labels) = SampleData.Read([]);
    var (train, test) = Splits.TrainTestSplit(texts.Length, 0.2, seed: 42);
    var y = Truths(labels);
    return ([.. train.Select(i => texts[i])], [.. train.Select(i => y[i])], [.. test.Select(i => texts[i])],
        [.. test.Select(i => y[i])]);
}

static float[] Truths(string[] labels) => [.. labels.Select(label => label is "positive" or "1" or "pos" ? 1f : 0f)];
