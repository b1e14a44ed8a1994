using System.Text.RegularExpressions;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Datasets;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;
using Valence.Text;
using Valence.Training;

namespace Valence.Tests;

/// <summary>Five known Keras projects, line by line as their users would write them, on a few texts instead of their
/// data.</summary>
public sealed class KnownProjectsTests
{
    private static readonly string[] Texts = ["a good film", "a bad film", "good good film", "bad bad film", "so good",
        "so bad", "a film so good", "a film so bad"];

    private static readonly int[] Labels = [1, 0, 1, 0, 1, 0, 1, 0];

    [Fact]
    public void Embedding_flattened_and_two_hidden_layers()
    {
        // imdb.load_data(num_words=10000), get_word_index(): the file has to be there, nothing is downloaded.
        Assert.Contains("imdb.npz", Record.Exception(() => Imdb.LoadData(numWords: 10_000))?.Message ?? "imdb.npz");
        var wordIndex = new Dictionary<string, int> { ["film"] = 1, ["good"] = 2, ["bad"] = 3 };
        Assert.Equal("? film good ?", Imdb.Decode([1, 4, 5, 2], wordIndex));

        int[][] xTrain = [[1, 4, 5], [1, 4, 6, 6], [1, 5, 5], [1, 6]];
        var x = Sequences.Pad(xTrain, maxLength: 500);
        var y = new[] { 1, 0, 1, 0 };
        var model = new Sequential();
        model.Add(new Embedding(10_000, 32, inputLength: 500));
        model.Add(new Flatten());
        model.Add(new Dense(16, activation: "relu"));
        model.Add(new Dense(16, activation: "relu"));
        model.Add(new Dense(1, activation: "sigmoid"));
        model.Compile(loss: "binary_crossentropy", optimizer: "adam", metrics: ["accuracy"]);
        Assert.Contains("Total params: 576,305 (2.20 MB)", model.Summary());
        var history = model.Fit(x, y, validationData: (x, y), epochs: 2, batchSize: 128, verbose: 0);
        Assert.Equal(["accuracy", "loss", "val_accuracy", "val_loss"], history.Names);
        var scores = model.Evaluate(x, y, verbose: 0);
        Assert.Matches("^Accuracy: [0-9.]+%$",
            FormattableString.Invariant($"Accuracy: {scores["accuracy"] * 100:F2}%"));

        float Analyze(string text)
        {
            var words = Regex.Replace(text, @"[^\w\s]", "").ToLowerInvariant().Split(' ');
            var ids = words.Select(word => wordIndex.TryGetValue(word, out var rank) ? rank + 3 : 2).Prepend(1);
            return model.Predict(Sequences.Pad([ids.ToArray()], maxLength: 500))[0, 0];
        }
        Assert.InRange(Analyze("Easily the most stellar film!"), 0, 1);
    }

    [Fact]
    public void Tweets_with_three_dropouts_class_weights_and_a_report()
    {
        var texts = Texts.Select(text => Regex.Replace(text.ToLowerInvariant(), @"[^a-z0-9\s]", "")).ToArray();
        var tokenizer = new Tokenizer(numWords: 2000, split: " ");
        tokenizer.FitOnTexts(texts);
        var x = Sequences.Pad(tokenizer.TextsToSequences(texts), maxLength: 28);
        var y = Keras.ToCategorical(Labels);
        var (train, test) = Splits.TrainTestSplit(texts.Length, testSize: 0.25, seed: 42);
        Data xs = x, ys = y;

        var model = new Sequential(new Embedding(2000, 128, inputLength: 28), new SpatialDropout1D(0.4),
            new Lstm(196, dropout: 0.2, recurrentDropout: 0.2), new Dense(2, activation: "softmax"));
        model.Compile(loss: "categorical_crossentropy", optimizer: "adam", metrics: ["accuracy"]);
        Assert.Contains("Total params: 511,194", model.Summary());
        var bias = 2236 / 8493.0;
        model.Fit(xs.Take(train), ys.Take(train), epochs: 1, batchSize: 128, verbose: 0,
            classWeight: new Dictionary<int, double> { [0] = 1, [1] = 1.6 / bias });
        var predictions = model.Predict(xs.Take(test), verbose: 0);
        var classes = Enumerable.Range(0, test.Length).Select(i => predictions[i, 1] > predictions[i, 0] ? 1 : 0);
        var matrix = ConfusionMatrix.Of([.. test.Select(i => Labels[i])], [.. classes], ["negative", "positive"]);
        Assert.Contains("f1-score", new ClassificationReport(matrix).ToString());

        // resample(positives, replace=True) beside the negatives.
        var random = new Random(123);
        var positives = train.Where(i => Labels[i] == 1).ToArray();
        int[] upsampled = [.. train, .. Enumerable.Range(0, 4).Select(_ => positives[random.Next(positives.Length)])];
        model.Fit(xs.Take(upsampled), ys.Take(upsampled), verbose: 0);
        var twt = Sequences.Pad(tokenizer.TextsToSequences(["keep up the good work"]), maxLength: 28);
        Assert.InRange<float>(model.Predict(twt, batchSize: 1, verbose: 0)[0, 1], 0, 1);
    }

    [Fact]
    public void Reviews_with_stop_words_dropped_and_the_best_model_kept()
    {
        using var folder = new Golden.RunFolder();
        var stopWords = new HashSet<string> { "a", "so" };
        var texts = Texts.Select(text => Regex.Replace(Regex.Replace(text, "<.*?>", ""), "[^A-Za-z]", " ").Split(' ')
            .Where(word => !stopWords.Contains(word)).Select(word => word.ToLowerInvariant()))
            .Select(words => string.Join(' ', words)).ToArray();
        var token = new Tokenizer(lower: false);
        token.FitOnTexts(texts);
        var x = Sequences.Pad(token.TextsToSequences(texts), maxLength: 6, padding: "post", truncating: "post");

        var model = new Sequential(new Embedding(token.WordIndex.Count + 1, 32, inputLength: 6), new Lstm(64),
            new Dense(1, activation: "sigmoid"));
        model.Compile(optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"]);
        var printed = new StringWriter();
        var path = Path.Combine(folder.Path, "LSTM.h5");
        var checkpoint = new ModelCheckpoint(path, monitor: "accuracy", saveBestOnly: true, verbose: 1);
        model.Fit(x, Labels, batchSize: 128, epochs: 5, callbacks: [checkpoint], verbose: 0, output: printed);
        Assert.StartsWith("Epoch 1: accuracy improved from none to 0.", printed.ToString());
        Assert.Contains($"saving model to {path}", printed.ToString());

        var loaded = Model.Load(path);
        var answers = loaded.Predict(x, batchSize: 128);
        var right = Enumerable.Range(0, Texts.Length).Count(i => answers[i, 0] > 0.5 == (Labels[i] == 1));
        Assert.InRange(right, 4, 8);
        var review = Sequences.Pad(token.TextsToSequences(["a good film"]), maxLength: 6, padding: "post",
            truncating: "post");
        Assert.Equal(model.Predict(review)[0, 0] > 0.7, loaded.Predict(review)[0, 0] > 0.7);
    }

    [Fact]
    public void Four_reviews_and_a_bidirectional_layer()
    {
        string[] reviews = ["I loved this film", "Terrible and boring", "What a waste", "Simply wonderful"];
        int[] labels = [1, 0, 0, 1];
        var tokenizer = new Tokenizer(numWords: 10_000);
        tokenizer.FitOnTexts(reviews);
        var sequences = tokenizer.TextsToSequences(reviews);
        Data x = Sequences.Pad(sequences, maxLength: sequences.Max(sequence => sequence.Length), padding: "post");
        Data y = labels;
        var (train, held) = Splits.TrainTestSplit(4, testSize: 0.2, seed: 42);
        var model = new Sequential([new Embedding(inputDim: 10_000, outputDim: 32), new Bidirectional(new Lstm(64)),
            new Dense(1, activation: "sigmoid")]);
        model.Compile(optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"]);
        model.Fit(x.Take(train), y.Take(train), epochs: 5, batchSize: 32, verbose: 0,
            validationData: (x.Take(held), y.Take(held)));
        Assert.Contains(model.Evaluate(x.Take(held), y.Take(held))["accuracy"], (float[])[0, 1]);
    }

    [Fact]
    public void Convolution_pooling_and_a_recurrent_layer()
    {
        var x = new int[8, 100];
        for (var i = 0; i < 8; i++) for (var t = 0; t < 100; t++) x[i, t] = i * t % 50;
        var model = new Sequential();
        model.Add(new Embedding(20_000, 128, inputLength: 100));
        model.Add(new Dropout(0.25));
        model.Add(new Conv1D(64, 5, padding: "valid", activation: "relu", strides: 1));
        model.Add(new MaxPooling1D(poolSize: 4));
        model.Add(new Lstm(70));
        model.Add(new Dense(1));
        model.Add(new Activation("sigmoid"));
        model.Compile(loss: "binary_crossentropy", optimizer: new Rmsprop(learningRate: 0.001), metrics: ["accuracy"]);
        model.Fit(x, Labels, batchSize: 30, epochs: 1, validationData: (x, Labels), verbose: 0,
            callbacks: [new EarlyStopping(monitor: "val_loss", patience: 5, verbose: 1, mode: "min")]);
        var score = model.Evaluate(x, Labels, batchSize: 30);
        Assert.InRange(score["accuracy"], 0, 1);
    }
}
