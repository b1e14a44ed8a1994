using Valence.Classification;
using Valence.Layers;
using Valence.Models;
using Valence.Text;
using Valence.Training;

namespace Valence.Stress;

/// <summary>Every kind of model, small.</summary>
internal static class Kinds
{
    private const int Rows = 6;

    public static readonly string[] Texts =
        ["a good film", "bad", "good and not bad", "not good", "a film", "bad film"];

    private static readonly Data Numbers = Floats(Rows, 5), Targets = Floats(Rows, 1);

    private static readonly Data Words =
        Tensor.From([.. Enumerable.Range(0, Rows * 4).Select(i => i * i % 37)], [Rows, 4]);

    public static IReadOnlyList<Kind> All { get; } =
    [
        new("made in code", _ => [new Sequential(new Dense(6, "tanh"), new BatchNormalization(),
            new Dense(1) { Name = "head" }) { Seed = 3 }], Numbers, Targets) { KnowsInputs = false },
        new("of words", _ => [new Sequential(new InputLayer([-1, 4], ElementType.Int32),
            new Embedding(64, 8, maskZero: true), new Lstm(4), new Dense(1) { Name = "head" }) { Seed = 3 }], Words,
            Targets),
        new("from a .keras file", files => [Opened(files)], Numbers, Targets),
        new("stateful", _ => [Stateful(new Lstm(3) { Stateful = true })], Floats(2, 3, 2), Floats(2, 1))
            { IsStateful = true },
        new("of one stateful layer, two models", _ =>
        {
            var (lstm, dense) = (new Lstm(3) { Stateful = true, Name = "lstm" }, new Dense(1) { Name = "dense" });
            return [Stateful(lstm, dense), Stateful(lstm, dense)];
        }, Floats(2, 3, 2), Floats(2, 1)) { IsStateful = true },
        new("of two inputs and outputs", _ => [TwoInputs()], [.. Numbers, .. Floats(Rows, 2)],
            [.. Targets, .. Floats(Rows, 2)]),
        new("nested, inner and outer", _ =>
        {
            var inner = new Sequential(new InputLayer([-1, 5]), new Dense(6, "tanh"),
                new Dense(1) { Name = "head" }) { Seed = 3 };
            return [inner, new Sequential(new InputLayer([-1, 5]), inner) { Seed = 3 }];
        }, Numbers, Targets) { OnlyUsed = true },
        new("of shared layers, two models", _ =>
        {
            var (first, second) = (new Dense(6, "tanh") { Name = "first" }, new Dense(1) { Name = "second" });
            return [.. new[] { 1, 2 }.Select(_ => new Sequential(first, second) { Seed = 3 })];
        }, Numbers, Targets) { KnowsInputs = false },
        Classified(),
    ];

    private static Data Floats(params ReadOnlySpan<int> shape)
    {
        var count = 1;
        foreach (var length in shape) count *= length;
        return Tensor.From([.. Enumerable.Range(1, count).Select(i => MathF.Sin(i))], [.. shape]);
    }

    private static Model Opened(Files files)
    {
        var path = files.In("opened.keras");
        if (!File.Exists(path))
            new Sequential(new InputLayer([-1, 5]), new Dense(6, "tanh"), new LayerNormalization(),
                new Dense(1) { Name = "head" })
            { Seed = 3 }.Save(path);
        return Model.Load(path);
    }

    private static Sequential Stateful(Lstm lstm, Dense? dense = null) =>
        new(new InputLayer([2, 3, 2]), lstm, dense ?? new Dense(1) { Name = "dense" }) { Seed = 3 };

    private static Functional TwoInputs()
    {
        var (a, b) = (Keras.Input([5], name: "a"), Keras.Input([2], name: "b"));
        var hidden = new Dense(4, "tanh").Call(new Concatenate().Call(a, b));
        return new([a, b], [new Dense(1) { Name = "one" }.Call(hidden), new Dense(2) { Name = "two" }.Call(hidden)])
        { Seed = 3 };
    }

    private static Kind Classified()
    {
        var made = Trained();
        return new("a text classifier", _ => [], made.Encoder.Encode(Texts),
            Tensor.From([.. Texts.Select((_, i) => i % 2f)], [Texts.Length, 1]))
        {
            Classifier = files =>
            {
                if (!File.Exists(files.Classifier)) made.Save(files.Classifier);
                return TextClassifier.Load(files.Classifier);
            },
        };
    }

    /// <summary>A classifier of the few texts.</summary>
    public static TextClassifier Trained() =>
        TextClassifier.Train([.. Texts.Select((text, i) => new LabelledText(text, $"{i % 2}", i))], Settings);

    public static TrainingSettings Settings => new()
    {
        Recipe = Recipes.FastText,
        Epochs = 1,
        BatchSize = 4,
        ValidationSplit = 0,
        Verbose = Verbosity.Silent,
    };
}
