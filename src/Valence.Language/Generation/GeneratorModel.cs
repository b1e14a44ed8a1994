using Valence.Initializers;
using Valence.Layers;
using Valence.Models;

namespace Valence.Language;

/// <summary>The network of a <see cref="TextGenerator"/>. Its body goes from ids <c>[batch, time]</c> to features
/// <c>[batch, time, width]</c>; the scores of the next ids, <c>[batch, time, ids]</c>, are products of these with the
/// ids' own vectors (Press and Wolf, 2016), so that the body has all weights.</summary>
internal static class GeneratorModel
{
    private const double InitialSpread = 0.02;
    private const int Widening = 4;
    private const string Tokens = "tokens";

    private static readonly string[] Added = ["/output_dense/kernel", "/feedforward_dense/kernel"];

    /// <summary>A body that has learned nothing.</summary>
    /// <param name="settings">How large it is.</param>
    /// <param name="ids">How many ids there are.</param>
    /// <param name="rows">The rows of batches through which LSTMs go on; null where each batch begins anew.</param>
    /// <exception cref="ArgumentException">The width is no multiple of the heads.</exception>
    public static Functional Body(GeneratorSettings settings, int ids, int? rows = null)
    {
        if (settings.Network == GeneratorNetwork.Transformer && settings.Width % settings.Heads != 0)
            throw new ArgumentException($"Expected a {nameof(settings.Width)} that is a multiple of {settings.Heads} "
                + $"heads, received {settings.Width}.", nameof(settings));
        var input = Keras.Input(Shape.Unknown, ElementType.Int32, "ids");
        // A state is small, so that its products with the vectors are.
        var initializer = new RandomNormal(0, settings.Network == GeneratorNetwork.Lstm ? 1 / Math.Sqrt(settings.Width)
            : InitialSpread);
        var tokens = new ReversibleEmbedding(ids, settings.Width, name: Tokens)
        {
            EmbeddingsInitializer = initializer,
        };
        var x = settings.Network == GeneratorNetwork.Transformer ? Transformer(settings, initializer, tokens, input)
            : Lstms(settings, tokens.Call(input), rows);
        return settings.Backend is { } backend
            ? new(input, x, "generator") { Seed = settings.Seed, Backend = backend }
            : new(input, x, "generator") { Seed = settings.Seed };
    }

    /// <summary>Makes first weights smaller whose products are added up from block to block: by the root of their
    /// number, as in GPT-2 (Radford et al., 2019).</summary>
    public static void ShrinkSums(Model body, GeneratorSettings settings)
    {
        if (settings.Network != GeneratorNetwork.Transformer) return;
        var weights = body.GetWeights();
        var factor = (float)(1 / Math.Sqrt(2 * settings.Layers));
        for (var i = 0; i < weights.Count; i++)
            if (Added.Any(name => body.Weights[i].Path.EndsWith(name, StringComparison.Ordinal)))
                foreach (ref var element in weights[i].Change<float>()) element *= factor;
        body.SetWeights(weights);
    }

    /// <summary>From ids to scores, by the weights of a body.</summary>
    /// <exception cref="ArgumentException">It is no such body.</exception>
    public static Functional Scores(Model body, int ids)
    {
        if (body is not Functional { InputTensors.Count: 1, OutputTensors.Count: 1 } graph
            || graph.Layers.OfType<ReversibleEmbedding>().SingleOrDefault(layer => layer.Name == Tokens)
                is not { Reverse: false } tokens || tokens.InputDim != ids)
            throw new ArgumentException($"Expected a network with the vectors of {ids} tokens, found another.",
                nameof(body));
        var model = new Functional(graph.Input, tokens.Reversed().Call(graph.Output))
        {
            Seed = graph.Seed,
            Backend = graph.Backend,
        };
        return model.MostContinuedSteps > 0 ? model
            : throw new ArgumentException("Expected a network whose steps depend on those before alone, found another.",
                nameof(body));
    }

    // As GPT-2 without biases, which small models do as well without.
    private static SymbolicTensor Transformer(GeneratorSettings settings, Initializer initializer,
        ReversibleEmbedding tokens, SymbolicTensor ids)
    {
        var x = new TransformerEmbedding(settings.Context, name: "positions")
        {
            Normalize = false,
            Dropout = settings.Dropout,
            EmbeddingsInitializer = initializer,
        }.Call(tokens.Call(ids), ids);
        for (var i = 0; i < settings.Layers; i++)
            x = new TransformerBlock(settings.Heads, Widening * settings.Width, name: $"block_{i}")
            {
                NormalizeFirst = true,
                UseCausalMask = true,
                UseNormOffset = false,
                UseAttentionBias = false,
                UseFeedForwardBias = false,
                AttentionDropout = settings.Dropout,
                OutputDropout = settings.Dropout,
                FeedForwardDropout = settings.Dropout,
                KernelInitializer = initializer,
            }.Call(x);
        return new LayerNormalization(center: false, name: "final_norm").Call(x);
    }

    private static SymbolicTensor Lstms(GeneratorSettings settings, SymbolicTensor x, int? rows)
    {
        for (var i = 0; i < settings.Layers; i++)
        {
            if (settings.Dropout > 0) x = new Dropout(settings.Dropout, $"dropout_{i}").Call(x);
            x = new Lstm(settings.Width, returnSequences: true, name: $"lstm_{i}")
            {
                Stateful = rows is not null,
                BatchSize = rows,
            }.Call(x);
        }
        return settings.Dropout > 0 ? new Dropout(settings.Dropout, "dropout").Call(x) : x;
    }
}
