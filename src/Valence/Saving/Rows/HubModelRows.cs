using System.Text.Json.Nodes;
using Valence.Initializers;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Rows of KerasHub's models: files have a few settings in the place of the graph, which is made here. They
/// open as functional models, and are written as such settings again.</summary>
internal static class HubModelRows
{
    private const string Backbone = "backbone", Pooled = "pooled_output", Sequence = "sequence_output";

    // Of BERT; the others leave out what they do not have.
    private const double InitialDeviation = 0.02;

    public static KerasRow<Layer>[] All { get; } =
    [
        Row("BertBackbone", "bert.bert_backbone", c => Bert(c, "vocabulary_size", c.Int("hidden_dim"))),
        Row("ElectraBackbone", "electra.electra_backbone", c => Bert(c, "vocab_size", c.Int("embedding_dim"))),
        Row("DistilBertBackbone", "distil_bert.distil_bert_backbone",
            c => Roberta(c, "token_and_position_embedding", 1e-12)),
        Row("RobertaBackbone", "roberta.roberta_backbone", c => Roberta(c, "embeddings", 1e-5)),
        Row("XLMRobertaBackbone", "xlm_roberta.xlm_roberta_backbone", c => Roberta(c, "embeddings", 1e-5)),
        Row("GPT2Backbone", "gpt2.gpt2_backbone", Gpt2),

        Row("BertTextClassifier", "bert.bert_text_classifier", BertClassifier),
        Row("DistilBertTextClassifier", "distil_bert.distil_bert_text_classifier",
            c => FirstStepClassifier(c, Activations.Relu, 0.2, dropsFirst: false)),
        Row("RobertaTextClassifier", "roberta.roberta_text_classifier",
            c => FirstStepClassifier(c, Activations.Tanh, 0, dropsFirst: true)),
        Row("XLMRobertaTextClassifier", "xlm_roberta.xlm_roberta_text_classifier",
            c => FirstStepClassifier(c, Activations.Tanh, 0, dropsFirst: true)),
        Row("GPT2CausalLM", "gpt2.gpt2_causal_lm", Gpt2LanguageModel),
    ];

    /// <summary>The row of a model that was made from settings; null of others.</summary>
    public static KerasRow<Layer>? Of(Functional model) => model.MadeFrom is { } from
        ? All.First(row => row.ClassName == from.ClassName) : null;

    private static KerasRow<Layer> Row(string className, string module, Func<ConfigReader, Graph> graph) =>
        new(className, $"keras_hub.src.models.{module}", typeof(Functional), config => graph(config).Model(className),
            Write)
        {
            RegisteredName = $"keras_hub>{className}",
        };

    private static void Write(Layer layer, ConfigWriter config)
    {
        var model = (Functional)layer;
        var nested = model.Layers.OfType<Functional>().FirstOrDefault();
        foreach (var (name, value) in model.MadeFrom!.Value.Settings) config.Set(name, value?.DeepClone());
        if (nested is null) return;
        config.Layer(Backbone, nested);
        // KerasHub's tasks do not take these.
        foreach (var name in (string[])["dtype", "trainable"]) config.Json.Remove(name);
    }

    private static Graph Bert(ConfigReader config, string vocabularySize, int features)
    {
        var graph = new Graph(config);
        var (tokens, segments, padding) = (Ids("token_ids"), Ids("segment_ids"), Ids("padding_mask"));
        var vectors = graph.Paid(Tokens(config.Int(vocabularySize), features)).Call(tokens);
        var positions = graph.Paid(Positions(config)).Call(vectors);
        var types = graph.Paid(new Embedding(config.Int("num_segments", 2), features, name: "segment_embedding")
        {
            EmbeddingsInitializer = Normal,
        }).Call(segments);
        var x = graph.Paid(new Add("embeddings_add")).Call(vectors, positions, types);
        x = graph.Dropped(graph.Norm(x, "embeddings_layer_norm", 1e-12), "embeddings_dropout");
        var width = config.Int("hidden_dim");
        if (width != features)
            x = graph.Paid(new Dense(width, name: "embeddings_projection") { KernelInitializer = Normal }).Call(x);
        x = graph.Encoders(x, padding, Activations.GeluApproximate, 1e-12);
        var pooled = graph.Paid(new Dense(width, Activations.Tanh, name: "pooled_dense")
        {
            KernelInitializer = Normal,
        }).Call(x[.., 0]);
        return graph.To(new Dictionary<string, SymbolicTensor>
        {
            ["token_ids"] = tokens,
            ["segment_ids"] = segments,
            ["padding_mask"] = padding,
        }, new Dictionary<string, SymbolicTensor> { [Sequence] = x, [Pooled] = pooled });
    }

    private static Graph Roberta(ConfigReader config, string embedding, double epsilon)
    {
        var graph = new Graph(config);
        var (tokens, padding) = (Ids("token_ids"), Ids("padding_mask"));
        var x = graph.Paid(new TokenAndPositionEmbedding(config.Int("vocabulary_size"),
            config.Int("max_sequence_length", 512), config.Int("hidden_dim"), name: embedding)
        {
            EmbeddingsInitializer = Normal,
        }).Call(tokens);
        x = graph.Dropped(graph.Norm(x, "embeddings_layer_norm", epsilon), "embeddings_dropout");
        return graph.To(Inputs(tokens, padding), graph.Encoders(x, padding, Activations.Gelu, epsilon));
    }

    private static Graph Gpt2(ConfigReader config)
    {
        const double epsilon = 1e-5;
        var graph = new Graph(config);
        var (tokens, padding) = (Ids("token_ids"), Ids("padding_mask"));
        var vectors = graph.Paid(Tokens(config.Int("vocabulary_size"), config.Int("hidden_dim"), 0.01)).Call(tokens);
        var positions = graph.Paid(Positions(config, 1024)).Call(vectors);
        var x = graph.Dropped(graph.Paid(new Add("embeddings_add")).Call(vectors, positions), "embeddings_dropout");
        for (var i = 0; i < config.Int("num_layers"); i++)
            x = LayerNode.Create(graph.Paid(new TransformerDecoder(config.Int("intermediate_dim"),
                config.Int("num_heads"), graph.Dropout, Graph.NameOf(i))
            {
                Activation = Activations.GeluApproximate,
                LayerNormEpsilon = epsilon,
                KernelInitializer = new RandomNormal(0, InitialDeviation),
                NormalizeFirst = true,
            }), new([x], new Dictionary<string, Argument> { ["decoder_padding_mask"] = padding })).Outputs[0];
        return graph.To(Inputs(tokens, padding), graph.Norm(x, "layer_norm", epsilon));
    }

    private static Graph BertClassifier(ConfigReader config)
    {
        var graph = Task(config, 0.1, out var backbone);
        var pooled = backbone.OutputNames.ToList().IndexOf(Pooled);
        if (pooled < 0) throw config.Wrong(Backbone, $"a model with an output '{Pooled}'");
        var x = backbone.CallAll([.. backbone.InputTensors])[pooled];
        return graph.To(backbone, graph.Logits(graph.Dropped(x, "classifier_dropout")));
    }

    // The first step's states go through an affine map.
    private static Graph FirstStepClassifier(ConfigReader config, ActivationFunction activation, double dropout,
        bool dropsFirst)
    {
        var graph = Task(config, dropout, out var backbone);
        var x = backbone.CallAll([.. backbone.InputTensors])[0][.., 0];
        if (dropsFirst) x = graph.Dropped(x, "pooled_dropout");
        x = graph.Paid(new Dense(config.OptionalInt("hidden_dim") ?? backbone.OutputShape[^1], activation,
            name: "pooled_dense")).Call(x);
        return graph.To(backbone, graph.Logits(graph.Dropped(x, "output_dropout")));
    }

    private static Graph Gpt2LanguageModel(ConfigReader config)
    {
        var graph = Task(config, 0, out var backbone);
        var tokens = backbone.Layers.OfType<ReversibleEmbedding>().FirstOrDefault()
            ?? throw config.Wrong(Backbone, $"a model with a {nameof(ReversibleEmbedding)}");
        return graph.To(backbone, tokens.Reversed().Call(backbone.CallAll([.. backbone.InputTensors])[0]));
    }

    private static Graph Task(ConfigReader config, double dropout, out Functional backbone)
    {
        if (config.Has("preprocessor"))
            config.Tables.Notes?.Add("the tokenizer beside the model is not read: the model takes ids",
                config.Text("name", "?"));
        backbone = config.Layer(Backbone) as Functional ?? throw config.Wrong(Backbone, "a model of KerasHub's");
        return new(config, dropout);
    }

    private static SymbolicTensor Ids(string name) => Keras.Input(Shape.Unknown, ElementType.Int32, name);

    private static Dictionary<string, SymbolicTensor> Inputs(SymbolicTensor tokens, SymbolicTensor padding) =>
        new() { ["token_ids"] = tokens, ["padding_mask"] = padding };

    private static TruncatedNormal Normal => new(0, InitialDeviation);

    private static ReversibleEmbedding Tokens(int ids, int features, double? deviation = null) =>
        new(ids, features, name: "token_embedding")
        {
            EmbeddingsInitializer = deviation is { } normal ? new RandomNormal(0, normal) : Normal,
        };

    private static PositionEmbedding Positions(ConfigReader config, int? most = null) =>
        new(config.Int("max_sequence_length", most ?? 512), "position_embedding")
        {
            Initializer = most is null ? Normal : new RandomNormal(0, InitialDeviation),
        };

    /// <summary>A graph that grows from settings.</summary>
    private sealed class Graph(ConfigReader config, double dropout = 0.1)
    {
        private Symbols _inputs, _outputs;

        /// <summary>The rate of dropout.</summary>
        public double Dropout { get; } = config.Double("dropout", dropout);

        public static string NameOf(int block) => FormattableString.Invariant($"transformer_layer_{block}");

        /// <summary>A layer that the limits of the file pay for.</summary>
        public TLayer Paid<TLayer>(TLayer layer) where TLayer : Layer
        {
            config.Tables.Budget?.SpendLayer(config.Place);
            layer.Budget = config.Tables.Budget;
            return layer;
        }

        public SymbolicTensor Dropped(SymbolicTensor x, string name) =>
            Paid(new Dropout(Dropout, name: name)).Call(x);

        public SymbolicTensor Norm(SymbolicTensor x, string name, double epsilon) =>
            Paid(new LayerNormalization(epsilon, name: name)).Call(x);

        public SymbolicTensor Encoders(SymbolicTensor x, SymbolicTensor padding, ActivationFunction activation,
            double epsilon)
        {
            for (var i = 0; i < config.Int("num_layers"); i++)
                x = Paid(new TransformerEncoder(config.Int("intermediate_dim"), config.Int("num_heads"), Dropout,
                    NameOf(i))
                {
                    Activation = activation,
                    LayerNormEpsilon = epsilon,
                    KernelInitializer = Normal,
                }).Call(x, padding);
            return x;
        }

        public SymbolicTensor Logits(SymbolicTensor x) => Paid(new Dense(config.Int("num_classes"),
            config.Activation("activation"), name: "logits")
        {
            KernelInitializer = Normal,
        }).Call(x);

        public Graph To(Symbols inputs, Symbols outputs)
        {
            (_inputs, _outputs) = (inputs, outputs);
            return this;
        }

        public Graph To(Functional backbone, SymbolicTensor output) =>
            To(Symbols.From(backbone.InputStructure), output);

        public Functional Model(string className)
        {
            var settings = JsonObject.Create(config.Json)!;
            foreach (var name in (string[])["name", "trainable", "dtype", Backbone]) settings.Remove(name);
            var model = new Functional(_inputs, _outputs) { MadeFrom = (className, settings) };
            if (config.OptionalText("name") is { } own) model.AssignName(own);
            model.BuildIfPossible();
            return model;
        }
    }
}
