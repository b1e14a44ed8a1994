// A task, an encoder and a layer of one's own, learned in one process and asked in another:
//   dotnet run --project samples/OwnTask -- train sure.valence
//   dotnet run --project samples/OwnTask -- ask sure.valence "The food was cold."
using System.Text.Json.Nodes;
using Valence.Operations;
using Valence.Saving;

if (args is not ["train", _] and not ["ask", _, _])
{
    Console.WriteLine("Expected train FILE or ask FILE TEXT.");
    return 2;
}
var tables = ClassifierTables.Default with
{
    Encoders = new Dictionary<string, Func<ConfigReader, TextEncoder>> { ["HashedWords"] = _ => new HashedWords() },
    Tasks = new Dictionary<string, Func<ConfigReader, TextTask>> { ["SureOrNot"] = _ => new SureOrNot() },
    Keras = KerasTables.Default with
    {
        Layers = LayerTable.Keras.With("Attending", new Attending(), _ => new()),
    },
};
if (args is ["train", var file])
{
    var recipe = new Recipe("attending", 0, 0, BatchSize: 16, Epochs: 6, (size, x) =>
        new Attending().Call(new Embedding(size.Ids, 16).Call(x)))
    { Encoder = (_, _) => new HashedWords() };
    var rows = LabelledTexts.Read(SampleData.Find("data/reviews.csv"), new() { RequireLabels = true }).ToList();
    TextClassifier.Train(rows, new()
    {
        Task = (_, _) => new SureOrNot(),
        Recipe = recipe,
        Tables = tables,
        LearningRate = 0.01f,
        Seed = 1,
        Verbose = Verbosity.Silent,
    }).Save(file);
    return 0;
}

foreach (var some in (ClassifierTables[])[tables with { Encoders = ClassifierTables.Default.Encoders },
    tables with { Tasks = ClassifierTables.Default.Tasks }, tables with { Keras = KerasTables.Default }])
    try
    {
        TextClassifier.Load(args[1], tables: some);
    }
    catch (ValenceException error)
    {
        Console.WriteLine($"Where one is not registered: {error.Message}");
    }
var answer = TextClassifier.Load(args[1], tables: tables).Predict(args[2]);
Console.WriteLine($"{answer.Labels[0]} ({answer.Value:F2})");
return 0;

/// <summary>From −1, surely negative, to 1, surely positive; in the middle the answer is <c>not sure</c>.</summary>
sealed class SureOrNot : TextTask
{
    private const float Least = 0.5f;

    public override string ClassName => "SureOrNot";

    public override int Outputs => 1;

    public override ActivationFunction? Activation => Activations.Tanh;

    public override Loss Loss { get; } = new MeanSquaredError();

    public override JsonObject Config() => [];

    public override Data Targets(IReadOnlyList<LabelledText> texts) => Tensor.From([.. texts.Select(Side)],
        [texts.Count, 1]);

    public override Prediction Answer(ReadOnlySpan<float> output) => new(null, 0, [])
    {
        Value = output[0],
        Labels = [output[0] > Least ? "positive" : output[0] < -Least ? "negative" : "not sure"],
    };

    // The share of right ones among the sure ones decides nothing, for one alone would do: not sure is half right.
    public override TaskEvaluation Evaluate(IReadOnlyList<LabelledText> texts, ReadOnlySpan<float> outputs)
    {
        var points = 0.0;
        for (var i = 0; i < texts.Count; i++)
            points += Math.Abs(outputs[i]) <= Least ? 0.5 : Math.Sign(outputs[i]) == Side(texts[i]) ? 1 : 0;
        return new([new("points", points / texts.Count)]);
    }

    private static float Side(LabelledText row) => row.Label switch
    {
        "positive" => 1,
        "negative" => -1,
        _ => throw new DataException($"Row {row.Row}: expected positive or negative, found '{row.Label}'."),
    };
}

/// <summary>The id of a word is a number of its letters: no vocabulary to keep, and no word is unknown.</summary>
sealed class HashedWords : TextEncoder
{
    public override string ClassName => "HashedWords";

    public override int Ids => 4096;

    public override IReadOnlyList<TextPiece> Pieces(string text)
    {
        var pieces = new List<TextPiece>();
        for (int start = 0, end; start < text.Length; start = end + 1)
        {
            for (end = start; end < text.Length && char.IsLetter(text[end]);) end++;
            if (end == start) continue;
            var hash = 0u;
            foreach (var letter in text.AsSpan(start..end)) hash = hash * 31 + char.ToLowerInvariant(letter);
            pieces.Add(new(1 + (int)(hash % (uint)(Ids - 1)), start, end));
        }
        return pieces;
    }

    public override JsonObject Config() => [];
}

/// <summary>The mean over time with learned weights of the steps: <c>Σ softmax(x · v) x</c>.</summary>
sealed class Attending : Layer
{
    public override Forward Build(Shape input, WeightFactory weights)
    {
        var v = weights.Add("v", [input[^1], 1], Valence.Initializers.Initializer.GlorotUniform);
        return (x, call) =>
        {
            var scores = call.Reshape(call.MatMul(x, v.Value), [x.Shape[0], 1, x.Shape[1]]);
            return call.Reshape(call.MatMul(call.Softmax(scores), x), [x.Shape[0], x.Shape[2]]);
        };
    }
}
