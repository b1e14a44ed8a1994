#:project ../src/Valence
// Keras' "Character-level recurrent sequence-to-sequence model": an LSTM reads a text, another goes on in its states
// and writes the translation. Of the package: #:package Valence@0.1.0 in the place of the first line.
//   dotnet run samples/CharacterTranslation.cs [FILE with a text, a tab and its translation in each line [EPOCHS]]
using Valence;
using Valence.Layers;
using Valence.Models;

string[] ones = ["one eins", "two zwei", "three drei", "four vier", "five fünf", "six sechs", "seven sieben",
    "eight acht", "nine neun"], tens = ["twenty zwanzig", "thirty dreißig", "forty vierzig", "fifty fünfzig",
    "sixty sechzig", "seventy siebzig", "eighty achtzig", "ninety neunzig"];
var random = new Random(1);
var lines = args.Length > 0 ? File.ReadLines(args[0]) : (from ten in tens from one in ones orderby random.Next()
    select $"{ten.Split(' ')[0]} {one.Split(' ')[0]}\t{one.Split(' ')[1]}und{ten.Split(' ')[1]}");
var (latentDim, epochs) = (256, args.Length > 1 ? int.Parse(args[1]) : 100);

var pairs = lines.Take(10_000).Select(line => line.Split('\t')).Select(cells => (cells[0], $"\t{cells[1]}\n"))
    .ToArray();
char[] letters = [.. pairs.SelectMany(pair => pair.Item1).Append(' ').Distinct().Order()],
    signs = [.. pairs.SelectMany(pair => pair.Item2).Append(' ').Distinct().Order()];
var (longest, most) = (pairs.Max(pair => pair.Item1.Length), pairs.Max(pair => pair.Item2.Length));
Console.WriteLine($"{pairs.Length} pairs of {letters.Length} and {signs.Length} characters, at most {longest}, {most}");
var x = OneHot([.. pairs.Select(pair => pair.Item1)], letters, longest);
var before = OneHot([.. pairs.Select(pair => pair.Item2)], signs, most);
Data next = Tensor.From([.. pairs.SelectMany(pair => pair.Item2[1..].PadRight(most))
    .Select(sign => Array.IndexOf(signs, sign))], [pairs.Length, most]);

var encoderInputs = Keras.Input([Shape.Unknown, letters.Length]);
var states = new Lstm(latentDim, returnState: true).CallAll(encoderInputs).Skip(1).ToArray();
var decoderInputs = Keras.Input([Shape.Unknown, signs.Length]);
var decoderLstm = new Lstm(latentDim, returnSequences: true, returnState: true);
var decoderDense = new Dense(signs.Length, "softmax");
var model = new Functional([encoderInputs, decoderInputs],
    decoderDense.Call(decoderLstm.CallAll([decoderInputs, .. states])[0])) { Seed = 1 };
model.Compile("rmsprop", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
model.Fit(new Data(x, before), next, batchSize: args.Length > 0 ? 64 : 8, epochs, validationSplit: 0.2);

// The same layers answer: the encoder gives states, the decoder one character after another.
var encoder = new Functional(encoderInputs, states);
SymbolicTensor[] given = [Keras.Input(latentDim), Keras.Input(latentDim)];
var decoded = decoderLstm.CallAll([decoderInputs, .. given]);
var decoder = new Functional([decoderInputs, .. given], [decoderDense.Call(decoded[0]), decoded[1], decoded[2]]);
foreach (var (text, translation) in pairs[..3].Concat(pairs[^3..]))
{
    var (held, answer) = (encoder.PredictAll(OneHot([text], letters, longest)), "\t");
    while (answer.Length < most && answer[^1] != '\n')
    {
        held = decoder.PredictAll(new Data(OneHot([answer[^1..]], signs, 1), held[^2], held[^1]));
        var scores = held[0].Floats.ToArray();
        answer += signs[Array.IndexOf(scores, scores.Max())];
    }
    Console.WriteLine($"{text} → {answer.Trim()}   ({translation.Trim()})");
}

static Tensor OneHot(string[] texts, char[] characters, int length)
{
    var elements = new float[texts.Length * length * characters.Length];
    for (var i = 0; i < texts.Length * length; i++)
        elements[i * characters.Length + Array.IndexOf(characters, texts[i / length].PadRight(length)[i % length])] = 1;
    return Tensor.From(elements, [texts.Length, length, characters.Length]);
}
