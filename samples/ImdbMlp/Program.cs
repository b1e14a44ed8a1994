// "Deep Learning with Keras: Sentiment Analysis of Reviews": word ids of 500 words, an embedding, flattened, and two
// hidden layers.
// Usage: ImdbMlp [imdb.npz imdb_word_index.json]; without arguments on the project's own reviews.
const int words = 10_000, length = 500;

var (xTrain, yTrain, xTest, yTest, encode) = args.Length == 2 ? FromImdb(args[0], args[1]) : FromReviews();

var model = new Sequential(
    new Embedding(words, 32),
    new Flatten(),
    new Dense(16, Activations.Relu),
    new Dense(16, Activations.Relu),
    new Dense(1, Activations.Sigmoid))
{ Seed = 1 };
model.BuildFor([-1, length]);
Console.WriteLine(model.Summary());

model.Compile(new Adam(), new BinaryCrossentropy(), [Metric.Accuracy]);
// The original validates on its test data and so chooses nothing by it; a tenth of the training rows serves here, and
// training ends when it gets worse.
model.Fit(xTrain, yTrain, epochs: 12, batchSize: args.Length == 2 ? 128 : 16, validationSplit: 0.1,
    callbacks: [new EarlyStopping(patience: 2, restoreBestWeights: true)]);
Console.WriteLine($"Accuracy: {model.Evaluate(xTest, yTest)["accuracy"]:P2}");

foreach (var text in new[] { "Easily the most stellar experience I have ever had.", "The long lines and poor "
    + "customer service really turned me off." })
    Console.WriteLine($"{model.Predict(encode(text)).Floats[0]:F3}  {text}");

static (Tensor, float[], Tensor, float[], Func<string, Tensor>) FromImdb(string file, string index)
{
    var data = Imdb.LoadData(file, numWords: words);
    var wordIndex = Imdb.LoadWordIndex(index);
    Console.WriteLine(Imdb.Decode(data.Train.Reviews[0], wordIndex));
    return (Pad(data.Train.Reviews), Floats(data.Train.Labels), Pad(data.Test.Reviews), Floats(data.Test.Labels),
        text =>
        Pad(
            [[1, .. Words.TextToWordSequence(text)
                .Select(word => wordIndex.TryGetValue(word, out var rank) && rank + 3 < words ? rank + 3 : 2)]]));
}

static (Tensor, float[], Tensor, float[], Func<string, Tensor>) FromReviews()
{
    var (texts, labels) = SampleData.Read([]);
    var y = labels.Select(label => label == "positive" ? 1f : 0f).ToArray();
    var (train, test) = Splits.TrainTestSplit(texts.Length, 0.2, seed: 42);
    var tokenizer = new Tokenizer(numWords: words);
    tokenizer.FitOnTexts(train.Select(i => texts[i]));
    return (Encode(train.Select(i => texts[i])), [.. train.Select(i => y[i])], Encode(test.Select(i => texts[i])),
        [.. test.Select(i => y[i])], text => Encode([text]));

    Tensor Encode(IEnumerable<string> some) => Pad(tokenizer.TextsToSequences(some));
}

static Tensor Pad(int[][] sequences) => Sequences.Pad(sequences, maxLength: length);

static float[] Floats(int[] labels) => [.. labels.Select(label => (float)label)];
