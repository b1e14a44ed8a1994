using Valence.Backends;
using Valence.Layers;
using Valence.Models;

namespace Valence.Bench.Turns;

/// <summary>A network that takes the ids of words and answers a probability.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Vocabulary">Ids are below it.</param>
/// <param name="Length">Words in a text.</param>
/// <param name="Batch">Texts in a training step.</param>
/// <param name="Body">The layers below the last one.</param>
internal sealed record Network(
    string Name, int Vocabulary, int Length, int Batch, Func<SymbolicTensor, SymbolicTensor> Body)
{
    /// <summary>More texts are answered in batches of so many.</summary>
    public const int AnsweredAtOnce = 128;

    /// <summary>How many texts are asked about.</summary>
    public int[] Answers { get; init; } = [1, 32];

    /// <summary>What is measured: a training step, and answers to so many texts.</summary>
    public IEnumerable<string> Tasks => Answers.Select(rows => $"{rows}").Prepend("step");

    public static Network[] All { get; } =
    [
        new("mlp", 10_000, 500, 128, x => Dense(16, Dense(16, new Flatten().Call(Embed(10_000, 32, x))))),
        new("fasttext", 20_000, 400, 32, x => Mean(Embed(20_000, 50, x))),
        new("cnn", 20_000, 500, 32, x =>
        {
            x = new Dropout(.5f).Call(Embed(20_000, 128, x));
            x = new Conv1D(128, 7, activation: "relu") { Strides = 3 }.Call(x);
            x = new Conv1D(128, 7, activation: "relu") { Strides = 3 }.Call(x);
            return new Dropout(.5f).Call(Dense(128, new GlobalMaxPooling1D().Call(x)));
        }),
        new("cnn_lstm", 20_000, 100, 30, x =>
        {
            x = new Conv1D(64, 5, activation: "relu").Call(new Dropout(.25f).Call(Embed(20_000, 128, x)));
            return new Lstm(70).Call(new MaxPooling1D(4).Call(x));
        }),
        new("lstm", 20_000, 200, 128, x => new Lstm(64).Call(Embed(20_000, 32, x))),
        new("lstm128", 20_000, 200, 32, x => new Lstm(128).Call(Embed(20_000, 128, x))),
        new("lstm_recurrent_dropout", 20_000, 80, 32, x =>
            new Lstm(128) { Dropout = .2f, RecurrentDropout = .2f }.Call(Embed(20_000, 128, x))),
        new("lstm_sequences", 10_000, 64, 32, x =>
        {
            x = new Lstm(256, returnSequences: true).Call(Embed(10_000, 256, x));
            return Mean(new Lstm(256, returnSequences: true).Call(x));
        }),
        new("bilstm", 10_000, 200, 32, x => new Bidirectional(new Lstm(64)).Call(Embed(10_000, 32, x))),
        new("bilstm_stacked", 20_000, 200, 32, x =>
        {
            x = new Bidirectional(new Lstm(64, returnSequences: true)).Call(Embed(20_000, 128, x));
            return new Bidirectional(new Lstm(64)).Call(x);
        }),
        new("gru", 20_000, 200, 64, x => new Gru(64).Call(Embed(20_000, 64, x))),
        Transformer(keys: 32),
        new("encoder_128", 20_000, 128, 32, x =>
        {
            x = new TokenAndPositionEmbedding(20_000, 128, 128).Call(x);
            for (var i = 0; i < 2; i++) x = EncoderBlock(x, width: 128, heads: 4, keys: 32, hidden: 512, "gelu");
            return Mean(x);
        }),
        // The shape of MiniLM.
        new("encoder_384", 30_522, 256, 8, x =>
        {
            x = new TokenAndPositionEmbedding(30_522, 256, 384).Call(x);
            for (var i = 0; i < 6; i++) x = EncoderBlock(x, width: 384, heads: 12, keys: 32, hidden: 1536, "gelu");
            return Mean(x);
        }) { Answers = [1, 8] },
    ];

    /// <summary>The network as a model that is not compiled yet.</summary>
    public Functional Model(Backend backend)
    {
        var input = Keras.Input([Length], ElementType.Int32);
        return new(input, new Dense(1, "sigmoid").Call(Body(input))) { Backend = backend, Seed = 1 };
    }

    /// <summary>One small encoder block, as Keras' example has it with <paramref name="keys"/> of 32.</summary>
    /// <param name="keys">Width of each of its two heads.</param>
    public static Network Transformer(int keys) => new("transformer", 20_000, 200, 32, x =>
    {
        x = new TokenAndPositionEmbedding(20_000, 200, 32).Call(x);
        x = EncoderBlock(x, width: 32, heads: 2, keys, hidden: 32, "relu");
        return new Dropout(.1f).Call(Dense(20, new Dropout(.1f).Call(Mean(x))));
    });

    private static SymbolicTensor Embed(int words, int width, SymbolicTensor x) => new Embedding(words, width).Call(x);

    private static SymbolicTensor Dense(int units, SymbolicTensor x) => new Dense(units, "relu").Call(x);

    private static SymbolicTensor Mean(SymbolicTensor x) => new GlobalAveragePooling1D().Call(x);

    private static SymbolicTensor EncoderBlock(
        SymbolicTensor x, int width, int heads, int keys, int hidden, string activation)
    {
        var attended = new Dropout(.1f).Call(new MultiHeadAttention(heads, keys).Call(x, x));
        x = new LayerNormalization(epsilon: 1e-6f).Call(new Add().Call(x, attended));
        var y = new Dense(width).Call(new Dense(hidden, activation).Call(x));
        return new LayerNormalization(epsilon: 1e-6f).Call(new Add().Call(x, new Dropout(.1f).Call(y)));
    }
}
