using Valence.Initializers;
using Valence.Layers;
using Valence.Models;

namespace Valence.Language;

/// <summary>The network of a <see cref="TextTranslator"/>. Its body goes from ids of both texts, <c>[batch, time]</c>
/// each, to features of the translation <c>[batch, time, width]</c>; scores are products of these with the ids' own
/// vectors (Press and Wolf, 2016), so that the body has all weights.</summary>
/// <param name="Whole">Source ids and target ids to scores: what is trained.</param>
/// <param name="Encoder">Source ids to what a decoder looks at, <c>[batch, time, width]</c>.</param>
/// <param name="Decoder">Target ids, what the encoder gives and source ids to scores; steps may go on.</param>
internal sealed record TranslatorModel(Functional Whole, Functional Encoder, Functional Decoder)
{
    private const int Widening = 2;
    private const string Tokens = "tokens", Memory = "memory";

    /// <summary>A body that has learned nothing.</summary>
    /// <exception cref="ArgumentException">The width is no multiple of the heads.</exception>
    public static Functional Body(TranslatorSettings settings, int ids)
    {
        var isTransformer = settings.Network == TranslatorNetwork.Transformer;
        if (isTransformer && settings.Width % settings.Heads != 0)
            throw new ArgumentException($"Expected a {nameof(settings.Width)} that is a multiple of {settings.Heads} "
                + $"heads, received {settings.Width}.", nameof(settings));
        var source = Keras.Input(Shape.Unknown, ElementType.Int32, "source");
        var target = Keras.Input(Shape.Unknown, ElementType.Int32, "target");
        var tokens = new ReversibleEmbedding(ids, settings.Width, name: Tokens)
        {
            EmbeddingsInitializer = new RandomNormal(0, 1 / Math.Sqrt(settings.Width)),
        };
        var features = isTransformer ? Transformer(settings, tokens, source, target)
            : Attention(settings, tokens, source, target);
        return settings.Backend is { } backend
            ? new([source, target], features, "translator") { Seed = settings.Seed, Backend = backend }
            : new([source, target], features, "translator") { Seed = settings.Seed };
    }

    /// <summary>The graphs of the weights of a body.</summary>
    /// <exception cref="ArgumentException">It is no such body.</exception>
    public static TranslatorModel Of(Model body, int ids)
    {
        if (body is not Functional { InputTensors: [var source, var target], OutputTensors.Count: 1 } graph
            || graph.Layers.OfType<ReversibleEmbedding>().SingleOrDefault(layer => layer.Name == Tokens)
                is not { Reverse: false } tokens || tokens.InputDim != ids
            || graph.Nodes.SingleOrDefault(node => node.Layer.Name == Memory) is not { } memory
            || memory.Layer is not TransformerEmbedding { PaddingId: TextTokens.Between, Positions: 0 }
            || memory.Inputs.Count != 2 || memory.Inputs[1] != source)
            throw new ArgumentException($"Expected a network of an encoder and a decoder with the vectors of {ids} "
                + "tokens, found another.", nameof(body));
        var scores = tokens.Reversed().Call(graph.Output);
        var decoder = With(new([target, memory.Inputs[0], source], scores));
        if (decoder.MostContinuedSteps == 0)
            throw new ArgumentException("Expected a decoder whose steps depend on those before alone, found another.",
                nameof(body));
        return new(With(new([source, target], scores)), With(new(source, memory.Inputs[0])), decoder);

        Functional With(Functional part) => new(Symbols.From(part.InputStructure), Symbols.From(part.OutputStructure))
        {
            Seed = graph.Seed,
            Backend = graph.Backend,
        };
    }

    // What the encoder gives, with the mask of its padding: a decoder alone has it of the ids.
    private static SymbolicTensor Masked(SymbolicTensor memory, SymbolicTensor source) =>
        Padded(0, 0, null, Memory).Call(memory, source);

    private static TransformerEmbedding Padded(int positions, double dropout, Initializer? initializer, string name) =>
        new(positions, name: name)
        {
            Normalize = false,
            Dropout = dropout,
            PaddingId = TextTokens.Between,
            EmbeddingsInitializer = initializer ?? Initializer.Uniform,
        };

    private static SymbolicTensor Transformer(TranslatorSettings settings, ReversibleEmbedding tokens,
        SymbolicTensor source, SymbolicTensor target)
    {
        var (initializer, layers) = (tokens.EmbeddingsInitializer, settings.Layers ?? 3);
        var x = Padded(settings.MaxLength, settings.Dropout, initializer, "source_positions")
            .Call(tokens.Call(source), source);
        for (var i = 0; i < layers; i++)
            x = new TransformerEncoder(Widening * settings.Width, settings.Heads, settings.Dropout, $"encoder_{i}")
            {
                NormalizeFirst = true,
            }.Call(x);
        var memory = Masked(new LayerNormalization(name: "encoder_norm").Call(x), source);
        var y = new TransformerEmbedding(settings.MaxLength, name: "target_positions")
        {
            Normalize = false,
            Dropout = settings.Dropout,
            EmbeddingsInitializer = initializer,
        }.Call(tokens.Call(target), target);
        for (var i = 0; i < layers; i++)
            y = new TransformerDecoder(Widening * settings.Width, settings.Heads, settings.Dropout, $"decoder_{i}")
            {
                NormalizeFirst = true,
            }.Call(y, memory);
        return new LayerNormalization(name: "decoder_norm").Call(y);
    }

    private static SymbolicTensor Attention(TranslatorSettings settings, ReversibleEmbedding tokens,
        SymbolicTensor source, SymbolicTensor target)
    {
        var width = settings.Width;
        var x = Padded(0, settings.Dropout, null, "source_padding").Call(tokens.Call(source), source);
        for (var i = 0; i < (settings.Layers ?? 1); i++)
            x = new Bidirectional(new Gru(width, returnSequences: true), name: $"encoder_{i}").Call(x);
        x = new Dense(width, name: "encoder_dense").Call(new Dropout(settings.Dropout, "encoder_dropout").Call(x));
        var memory = Masked(x, source);
        var state = new Dense(width, "tanh", name: "first_state")
            .Call(new GlobalAveragePooling1D(name: "encoder_mean").Call(memory));
        var y = new Gru(width, returnSequences: true, name: "decoder")
            .Call(new Dropout(settings.Dropout, "decoder_dropout").Call(tokens.Call(target)), state);
        var query = new Dense(width, useBias: false, name: "query").Call(y);
        var seen = settings.AdditiveAttention ? new AdditiveAttention(name: "attention").Call(query, memory)
            : new Attention(name: "attention").Call(query, memory);
        var joined = new Dense(width, "tanh", name: "joined").Call(new Concatenate(name: "both").Call(y, seen));
        return new Dropout(settings.Dropout, "joined_dropout").Call(joined);
    }
}
