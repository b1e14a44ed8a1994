// A training loop by hand: a tape records the step, and two optimizers share out the weights, so that the word vectors
// learn more slowly than the layers that read them.
var (texts, labels) = SampleData.Read([]);
var (train, test) = Splits.TrainTestSplit(texts.Length, 0.2, seed: 42);
var tokenizer = new Tokenizer(numWords: 5_000);
tokenizer.FitOnTexts(train.Select(i => texts[i]));
Data x = Sequences.Pad(tokenizer.TextsToSequences(texts), maxLength: 60);
Data y = labels.Select(label => label == "positive" ? 1f : 0f).ToArray();

var words = new Embedding(5_000, 32, maskZero: true, inputLength: 60);
var answer = new Dense(1, "sigmoid", name: "answer");
var model = new Sequential(words, new GlobalAveragePooling1D(), new Dense(16, "relu"), new Dropout(0.3), answer);

var tape = new GradientTape(seed: 1);
var (slow, fast) = (new Adam(0.002).NewState(), new Adam(0.01).NewState());
for (var epoch = 1; epoch <= 8; epoch++)
{
    var (total, steps) = (0f, 0);
    foreach (var rows in train.Chunk(32))
    {
        tape.Reset();
        var loss = tape.Loss("binary_crossentropy", y.Take(rows), tape.Call(model, x.Take(rows), training: true));
        total += loss.Scalar;
        steps++;

        // All gradients of a step are taken before one of them is applied.
        var others = model.TrainableWeights.Except(words.Weights).ToList();
        var (ofWords, ofOthers) = (tape.Gradient(loss, words.Weights), tape.Gradient(loss, others));
        slow.Apply(ofWords, words.Weights);
        fast.Apply(ofOthers, others);
    }
    Console.WriteLine($"epoch {epoch}: loss {total / steps:F4}");
}

var predictions = model.Predict(x.Take(test));
var right = test.Where((row, i) => predictions[i, 0] > 0.5 == (labels[row] == "positive")).Count();
Console.WriteLine($"{right} of {test.Length} right");
