using Valence.Initializers;
using Valence.Layers;
using Valence.Models;

namespace Valence.Pretrained;

/// <summary>The layers of a head and its graph, from ids to logits.</summary>
internal sealed class PretrainedHead
{
    /// <param name="form">How it is made.</param>
    /// <param name="parts">The encoder.</param>
    /// <param name="labels">The width of the logits; 0 for an affine map without a last one, BERT's pooler.</param>
    /// <param name="dense">The map before the last one, where the encoder has it; a new one when null.</param>
    /// <param name="budget">What pays for weights; null for a head of one's own.</param>
    public PretrainedHead(HeadForm form, EncoderParts parts, int labels, Dense? dense, ILayerBudget? budget)
    {
        Form = form;
        var (settings, model) = (parts.Settings, parts.Model);
        var initializer = new RandomNormal(0, settings.InitializerRange);
        if (form.FindsHidden)
        {
            Hidden = Paid(new MaskedLmHead(tokenEmbedding: parts.Tokens, name: "masked_words")
            {
                IntermediateActivation = form.Activation,
                LayerNormEpsilon = settings.LayerNormEpsilon,
                KernelInitializer = initializer,
            });
            var places = Keras.Input(Shape.Unknown, ElementType.Int32, "mask_positions");
            Model = new([.. model.InputTensors, places], Hidden.Call(model.Output, places), "masked_words_model");
            Hidden.Budget = null;
            return;
        }
        var x = form.Pooling switch
        {
            HeadPooling.First => model.Output[.., 0, ..],
            HeadPooling.Mean => new GlobalAveragePooling1D(name: "pooled").Call(model.Output),
            _ => model.Output,
        };
        if (form.Dense is not null)
        {
            Dense = dense ?? Paid(new Dense(settings.HiddenSize, form.Activation, form.DenseUsesBias, "head_dense")
            {
                KernelInitializer = initializer,
            });
            if (form.DropsBeforeDense) x = Dropped(x, "head_dropout");
            x = Dense.Call(x);
        }
        if (form.Norm is not null)
        {
            Norm = Paid(new LayerNormalization(settings.LayerNormEpsilon, settings.UseNormOffset, name: "head_norm"));
            x = Norm.Call(x);
        }
        if (form.Output is null) x = parts.Tokens.Reversed().Call(x);
        else if (labels > 0)
        {
            Output = Paid(new Dense(labels, name: "classifier") { KernelInitializer = initializer });
            x = Output.Call(Dropped(x, "classifier_dropout"));
        }
        Model = new(Symbols.Of(model.InputTensors), x, labels > 0 ? "classifier_model" : "pooled_model");

        foreach (var layer in (Layer?[])[Dense, Norm, Output])
            if (layer is not null) layer.Budget = null;

        SymbolicTensor Dropped(SymbolicTensor input, string name)
        {
            var rate = form.DropsAsEmbedding ? settings.EmbeddingDropout : settings.HeadDropout;
            return rate > 0 ? new Dropout(rate, name).Call(input) : input;
        }

        TLayer Paid<TLayer>(TLayer layer) where TLayer : Layer
        {
            layer.Budget = budget;
            return layer;
        }
    }

    public HeadForm Form { get; }

    public Dense? Dense { get; }

    public LayerNormalization? Norm { get; }

    public Dense? Output { get; }

    public MaskedLmHead? Hidden { get; }

    /// <summary>From ids to logits.</summary>
    public Functional Model { get; }

    /// <summary>Where its weights stand in files; the encoder's own map is the encoder's.</summary>
    /// <param name="prefix">What the names of the encoder's tensors begin with.</param>
    public IEnumerable<TensorPlace> Places(string prefix)
    {
        var places = new List<TensorPlace>();
        if (Hidden is not null)
            return [.. TensorPlace.Linear(Form.Dense!, Hidden, "_intermediate_dense"),
                .. TensorPlace.Norm(Form.Norm!, Hidden, "_intermediate_layer_norm"),
                TensorPlace.Alone(Form.Output!, Hidden, "output_bias")];
        if (Dense is not null)
            places.AddRange(TensorPlace.Linear((Form.DenseIsOfEncoder ? prefix : "") + Form.Dense, Dense));
        if (Norm is not null) places.AddRange(TensorPlace.Norm(Form.Norm!, Norm));
        if (Output is not null) places.AddRange(TensorPlace.Linear(Form.Output!, Output));
        return places;
    }
}
