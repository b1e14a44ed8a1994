using Valence.Inference;
using Valence.Layers;
using Valence.Models;
using Valence.Randomness;

namespace Valence.Tests.Generation;

/// <summary>A sequence that is given in parts has the scores of the whole, to the bit.</summary>
public sealed class DecodingSessionTests
{
    private const int Ids = 11;

    private static readonly Dictionary<string, Func<Model>> Models = new()
    {
        ["lstm"] = () => Chain(new Embedding(Ids, 8), new Lstm(16, returnSequences: true), new Dense(Ids)),
        ["lstm, two"] = () => Chain(new Embedding(Ids, 8), new Lstm(16, returnSequences: true),
            new LayerNormalization(), new Lstm(9, returnSequences: true), new Dropout(0.5), new Dense(Ids)),
        ["lstm, last step"] = () => Chain(new Embedding(Ids, 8), new Lstm(16), new Dense(Ids, "softmax")),
        ["gru"] = () => Chain(new Embedding(Ids, 8), new Gru(16, returnSequences: true), new Dense(Ids)),
        ["simple rnn"] = () => Chain(new Embedding(Ids, 8), new SimpleRnn(16, returnSequences: true), new Dense(Ids)),
        ["transformer"] = () => Transformer(new TransformerBlock(2, 24) { UseCausalMask = true, NormalizeFirst = true },
            new TransformerBlock(2, 24) { UseCausalMask = true, NormalizeFirst = true }),
        ["rotary, window"] = () => Transformer(new TransformerBlock(2, 24)
        {
            UseCausalMask = true,
            RotaryTheta = 100,
            SlidingWindow = 5,
            UseGate = true,
        }),
        ["decoder"] = () => Transformer(new TransformerDecoder(24, 2), new TransformerDecoder(24, 2)
        {
            NormalizeFirst = true,
        }),
        ["padding"] = () =>
        {
            var ids = Keras.Input(Shape.Unknown, ElementType.Int32);
            var x = new TokenAndPositionEmbedding(Ids, 32, 12, maskZero: true).Call(ids);
            return new Functional(ids, new Dense(Ids).Call(new TransformerDecoder(24, 2).Call(x)));
        },
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Parts_have_the_scores_of_the_whole(string name)
    {
        var model = Models[name]();
        const int rows = 3, length = 30;
        var ids = Sequences(rows, length);
        foreach (int[] parts in (int[][])[[30], [1, 29], [7, 3, 20], [.. Enumerable.Repeat(1, 30)]])
        {
            using var session = model.NewDecodingSession();
            var read = 0;
            foreach (var part in parts)
            {
                var scores = session.Read(Cut(ids, rows, read, part), rows).ToArray();
                read += part;
                Assert.Equal(Last(model.Predict(Tensor.From(Cut(ids, rows, 0, read), [rows, read])), rows), scores);
            }
            Assert.Equal(length, session.Steps);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Selected_rows_go_on_as_they_were(string name)
    {
        var model = Models[name]();
        int[] first = [1, 2, 3, 4, 5, 6], rows = [1, 1, 0, 2], next = [7, 8, 9, 10];
        using var session = model.NewDecodingSession();
        session.Read(first, 3);
        session.Select(rows);
        var scores = session.Read(next, 4).ToArray();
        int[] whole = [3, 4, 7, 3, 4, 8, 1, 2, 9, 5, 6, 10];
        Assert.Equal(Last(model.Predict(Tensor.From(whole, [4, 3])), 4), scores);
        session.Reset();
        Assert.Equal(Last(model.Predict(Tensor.From(first, [2, 3])), 2), session.Read(first, 2).ToArray());
    }

    [Theory, InlineData("transformer"), InlineData("decoder")]
    public void A_window_begins_anew_with_its_latter_half(string name)
    {
        var model = Models[name]();
        const int length = 200;
        var ids = Sequences(1, length);
        using var session = model.NewDecodingSession();
        using var other = new DecodingSession(model, [], keeps: false);
        Assert.Equal(32, session.Context);
        for (var i = 0; i < length; i++)
        {
            var scores = session.Read([ids[i]], 1).ToArray();
            Assert.Equal(other.Read([ids[i]], 1).ToArray(), scores);
            // Of 32 steps 17 are dropped: the window holds the last 16 when it begins.
            var begin = i < 32 ? 0 : (i - 32) / 17 * 17 + 17;
            Assert.Equal(Last(model.Predict(Tensor.From(ids[begin..(i + 1)], [1, i + 1 - begin])), 1), scores);
        }
        session.Reset();
        Assert.Equal(other.Read([1], 1).ToArray(), Read(session, [.. ids, 1]));
    }

    [Fact]
    public void A_recurrent_sequence_has_no_end()
    {
        var model = Models["lstm"]();
        var ids = Sequences(1, 600);
        using var session = model.NewDecodingSession();
        Assert.Equal(int.MaxValue, session.Context);
        var scores = ids.Select(id => session.Read([id], 1).ToArray()).ToArray();
        var whole = model.Predict(Tensor.From(ids, [1, ids.Length])).Floats.ToArray().Chunk(Ids);
        Assert.Equal(whole, scores);
    }

    [Fact]
    public void An_encoder_is_read_once()
    {
        var (ids, encoded) = (Keras.Input(Shape.Unknown, ElementType.Int32), Keras.Input([Shape.Unknown, 12]));
        var x = new TokenAndPositionEmbedding(Ids, 32, 12).Call(ids);
        var model = new Functional(new[] { ids, encoded },
            new Dense(Ids).Call(new TransformerDecoder(24, 2).Call(x, encoded)));
        var random = new CounterRandom(4, 4);
        var states = Tensor.From([.. Enumerable.Range(0, 2 * 5 * 12).Select(i => (float)random.Normal((ulong)i))],
            [2, 5, 12]);
        var text = Sequences(2, 9);
        using var session = model.NewDecodingSession(states);
        session.Read(Cut(text, 2, 0, 1), 2);
        session.Read(Cut(text, 2, 1, 7), 2);
        session.Select([1, 0]);
        var scores = session.Read([text[17], text[8]], 2).ToArray();
        var whole = Last(model.Predict(new[] { Tensor.From(text, [2, 9]), states }), 2);
        Assert.Equal([.. whole[Ids..], .. whole[..Ids]], scores);
    }

    [Fact]
    public void States_of_a_decoder_come_from_an_encoder()
    {
        var (ids, h, c) = (Keras.Input(Shape.Unknown, ElementType.Int32), Keras.Input([8]), Keras.Input([8]));
        var lstm = new Lstm(8, returnSequences: true).Call(new Embedding(Ids, 4).Call(ids), h, c);
        var model = new Functional(new[] { ids, h, c }, new Dense(Ids).Call(lstm));
        var state = Tensor.From([.. Enumerable.Range(0, 8).Select(i => i / 8f)], [1, 8]);
        using var session = model.NewDecodingSession(state, state);
        var scores = Read(session, [1, 2, 3, 4]);
        Assert.Equal(Last(model.Predict(new[] { Tensor.From([1, 2, 3, 4], [1, 4]), state, state }), 1), scores);
    }

    [Fact]
    public void A_decoder_that_attends_to_what_goes_on_is_refused_and_to_what_is_whole_goes_on()
    {
        var (ids, memory) = (Keras.Input([Shape.Unknown], ElementType.Int32), Keras.Input([3, 8]));
        var x = new Embedding(Ids, 8).Call(ids);
        Functional whole = new([ids, memory], new Dense(Ids).Call(new TransformerDecoder(8, 2).Call(x, memory))),
            parts = new(ids, new Dense(Ids).Call(new TransformerDecoder(8, 2).Call(x, x)));
        Assert.Equal(0, parts.MostContinuedSteps);
        Assert.Throws<InvalidOperationException>(() => parts.NewDecodingSession());

        var seen = Tensor.From([.. Enumerable.Range(0, 24).Select(i => i / 24f)], [1, 3, 8]);
        using var session = whole.NewDecodingSession(seen);
        var kept = Read(session, [1, 2, 3, 4]);
        Assert.Equal(Last(whole.Predict(new[] { Tensor.From([1, 2, 3, 4], [1, 4]), seen }), 1), kept);
    }

    [Fact]
    public void A_layer_that_has_to_see_the_whole_is_named()
    {
        foreach (var layer in (Layer[])[new Bidirectional(new Lstm(4, returnSequences: true)),
            new Lstm(4, returnSequences: true) { GoBackwards = true, Name = "whole" }, new TransformerEncoder(8, 2),
            new Conv1D(4, 3), new Dense(4, new ActivationFunction("own", (_, x) => x))])
        {
            var model = Chain(new Embedding(Ids, 8), layer, new Dense(Ids));
            var error = Assert.Throws<InvalidOperationException>(() => model.NewDecodingSession());
            Assert.Contains($"'{layer.Name}'", error.Message);
        }
    }

    [Fact]
    public void Wrong_rows_and_ids_are_told_and_change_nothing()
    {
        var model = Models["transformer"]();
        using var session = model.NewDecodingSession();
        session.Read([1, 2, 3, 4], 2);
        Assert.Throws<ArgumentException>(() => { session.Read([1, 2, 3], 3); });
        Assert.Throws<ArgumentException>(() => { session.Read([1, 2, 3], 2); });
        Assert.Throws<ArgumentException>(() => { session.Read([], 2); });
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Select([2]));
        Assert.Throws<IdOutOfRangeException>(() => { session.Read([1, Ids], 2); });
        Assert.Equal(2, session.Steps);
        var scores = session.Read([5, 6], 2).ToArray();
        Assert.Equal(Last(model.Predict(Tensor.From([1, 2, 5, 3, 4, 6], [2, 3])), 2), scores);
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { session.Read([1, 1], 2); });
    }

    private static float[] Read(DecodingSession session, int[] ids)
    {
        foreach (var id in ids[..^1]) session.Read([id], 1);
        return session.Read([ids[^1]], 1).ToArray();
    }

    private static Sequential Chain(params Layer[] layers) =>
        new([new InputLayer([Shape.Unknown, Shape.Unknown], ElementType.Int32), .. layers]) { Seed = 2 };

    private static Functional Transformer(params Layer[] blocks)
    {
        var ids = Keras.Input(Shape.Unknown, ElementType.Int32);
        var tokens = new ReversibleEmbedding(Ids, 12);
        var x = new TransformerEmbedding(positions: 32).Call(tokens.Call(ids), ids);
        foreach (var block in blocks) x = block.Call(x);
        return new(ids, tokens.Reversed().Call(new LayerNormalization().Call(x))) { Seed = 2 };
    }

    private static int[] Sequences(int rows, int length)
    {
        var random = new CounterRandom(3, 3);
        return [.. Enumerable.Range(0, rows * length).Select(i => 1 + random.Below((ulong)i, Ids - 1))];
    }

    private static int[] Cut(int[] ids, int rows, int first, int count)
    {
        var length = ids.Length / rows;
        return [.. Enumerable.Range(0, rows).SelectMany(row => ids[(row * length + first)..][..count])];
    }

    private static float[] Last(Tensor y, int rows) =>
        [.. y.Floats.ToArray().Chunk(y.Count / rows).SelectMany(row => row[^Ids..])];
}
