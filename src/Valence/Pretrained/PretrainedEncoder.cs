using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Generation;
using Valence.Inference;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Saving;
using Valence.Text;

namespace Valence.Pretrained;

/// <summary>A pre-trained transformer from a folder of Hugging Face's, as ordinary models: <c>config.json</c> says what
/// it is made of, <c>model.safetensors</c> holds its weights.</summary>
/// <remarks>
/// Families: BERT, DistilBERT, RoBERTa and XLM-R, ELECTRA, ModernBERT, DeBERTa of versions 2 and 3, GPT-2. A field that
/// could change what a model computes and is not known is refused by name.
/// Models take <c>input_ids</c> and <c>attention_mask</c> <c>[batch, time]</c>, and <c>token_type_ids</c> where there
/// is more than one type. Steps whose attention mask is 0 are attended to by none and are left out of losses.
/// All models of an instance share their weights. What is pre-trained is fine-tuned by <c>Compile</c> and
/// <c>Fit</c> of <see cref="Classifier"/>.
/// </remarks>
public sealed class PretrainedEncoder
{
    /// <summary>Labels of this number count for nothing in losses.</summary>
    public const int IgnoredLabel = -100;

    private readonly PretrainedModel _model;

    internal PretrainedEncoder(PretrainedModel model) => _model = model;

    /// <summary>What the encoder is made of.</summary>
    public EncoderSettings Settings => _model.Parts.Settings;

    /// <summary>What the head answers.</summary>
    public PretrainedTask Task => _model.Description.Task;

    /// <summary>What the logits of <see cref="Classifier"/> mean.</summary>
    public PretrainedProblem Problem => _model.Description.Problem;

    /// <summary>The names of the logits of <see cref="Classifier"/>; empty without a classifier.</summary>
    public IReadOnlyList<string> Labels => _model.Description.Labels;

    /// <summary>From ids to hidden states <c>[batch, time, features]</c>. Those after block i are
    /// <c>Model.UpTo("block_i")</c>.</summary>
    public Functional Model => _model.Parts.Model;

    /// <summary>From ids to logits: <c>[batch, labels]</c> of a text, <c>[batch, time, labels]</c> or <c>[batch, time,
    /// vocabulary]</c> of tokens, <c>[batch, masks, vocabulary]</c> of the steps that its last input
    /// <c>mask_positions [batch, masks]</c> names; null without a head.</summary>
    public Functional? Classifier => _model.Head?.Model;

    /// <summary>From ids to what the encoder's own pooler makes of the first step, <c>[batch, features]</c>; null where
    /// it has none.</summary>
    public Functional? Pooled => _model.Pooler?.Model;

    /// <summary>Tensors of the folder's files that belong to another head than the one that was made.</summary>
    public IReadOnlyList<string> LeftOver => _model.LeftOver;

    /// <summary>The loss that <see cref="Classifier"/> is trained by in Transformers.</summary>
    /// <exception cref="InvalidOperationException">There is no head.</exception>
    public Loss Loss => (Task, Problem) switch
    {
        (PretrainedTask.HiddenStates, _) => throw new InvalidOperationException("There is no head, so there is no loss "
            + $"that goes with it. Make one: {nameof(WithSequenceHead)} or {nameof(WithTokenHead)}."),
        (PretrainedTask.SequenceClassification, PretrainedProblem.Regression) => new MeanSquaredError(),
        (PretrainedTask.SequenceClassification, PretrainedProblem.SeveralLabels) =>
            new BinaryCrossentropy(fromLogits: true),
        _ => new SparseCategoricalCrossentropy(fromLogits: true, ignoreClass: IgnoredLabel),
    };

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder with <c>config.json</c> and <c>model.safetensors</c>, or
    /// <c>model.safetensors.index.json</c> and the files that it lists.</param>
    /// <param name="dropout">The rate of dropout in training, everywhere, from 0 to 1; null for the folder's
    /// own.</param>
    /// <param name="idsAlone">Whether <c>input_ids</c> are the only input of models: padding is known by its id, and
    /// all types are 0.</param>
    /// <exception cref="FileFormatException">A file breaks a rule, a tensor is missing or has another shape than its
    /// weight, or the encoder has one too many.</exception>
    /// <exception cref="ConfigException">A field has a value that is not supported, or is not known.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static PretrainedEncoder Open(string folder, double? dropout = null, bool idsAlone = false) =>
        new(PretrainedReading.Read(Require.NotNull(folder), dropout, idsAlone));

    /// <summary>A model from ids to what the family's head for whole texts makes of hidden states before its last
    /// affine map, <c>[batch, features]</c>. What the folder's files have of it has their weights, the rest is
    /// new.</summary>
    /// <exception cref="InvalidOperationException">The family has no such head.</exception>
    public Functional Features()
    {
        var form = _model.Form(PretrainedTask.SequenceClassification) ?? throw new InvalidOperationException(
            $"Expected a family with a head for whole texts, {_model.Family.ClassNames[0]} has none.");
        return new PretrainedHead(form, _model.Parts, labels: 0, form.DenseIsOfEncoder ? _model.Pooler?.Dense : null,
            budget: null).Model;
    }

    /// <summary>The same encoder, with the same weights, and a new head for whole texts.</summary>
    /// <param name="labels">The names of the labels; at least one.</param>
    /// <param name="problem">What the logits mean.</param>
    /// <exception cref="ArgumentException">There are no labels, or the family has no such head.</exception>
    public PretrainedEncoder WithSequenceHead(IReadOnlyList<string> labels,
        PretrainedProblem problem = PretrainedProblem.SingleLabel) =>
        new(_model.WithHead(new(PretrainedTask.SequenceClassification, Named(labels), problem)));

    /// <summary>The same encoder, with the same weights, and a new head for each token.</summary>
    /// <param name="labels">The names of the labels; at least one.</param>
    /// <exception cref="ArgumentException">There are no labels, or the family has no such head.</exception>
    public PretrainedEncoder WithTokenHead(IReadOnlyList<string> labels) =>
        new(_model.WithHead(new(PretrainedTask.TokenClassification, Named(labels), PretrainedProblem.SingleLabel)));

    /// <summary>The same encoder, with the same weights, and a new head that finds hidden tokens.</summary>
    /// <exception cref="ArgumentException">The family has no such head.</exception>
    public PretrainedEncoder WithMaskedHead() =>
        new(_model.WithHead(new(PretrainedTask.MaskedLanguageModel, [], PretrainedProblem.SingleLabel)));

    /// <summary>A BERT that has learned nothing, with a head that finds hidden tokens.</summary>
    /// <param name="vocabularySize">The number of tokens, at least 1.</param>
    /// <param name="paddingId">The token that pads.</param>
    /// <param name="layers">The number of blocks, at least 1.</param>
    /// <param name="width">Features of a step, a multiple of <paramref name="heads"/>; a block has four times as many
    /// within.</param>
    /// <param name="heads">The number of heads, at least 1.</param>
    /// <param name="positions">The most tokens of a text, at least 1.</param>
    /// <exception cref="ConfigException">A number is outside its range.</exception>
    public static PretrainedEncoder NewBert(int vocabularySize, int paddingId = 0, int layers = 4, int width = 256,
        int heads = 4, int positions = 512) => new(PretrainedReading.New(new()
        {
            ["model_type"] = "bert",
            ["architectures"] = new JsonArray((JsonNode)"BertForMaskedLM"),
            ["vocab_size"] = vocabularySize,
            ["hidden_size"] = width,
            ["num_hidden_layers"] = layers,
            ["num_attention_heads"] = heads,
            ["intermediate_size"] = 4L * width,
            ["hidden_act"] = "gelu",
            ["hidden_dropout_prob"] = 0.1,
            ["attention_probs_dropout_prob"] = 0.1,
            ["max_position_embeddings"] = positions,
            ["type_vocab_size"] = 2,
            ["initializer_range"] = 0.02,
            ["layer_norm_eps"] = 1e-12,
            ["pad_token_id"] = paddingId,
        }));

    /// <summary>Freezes what is before the blocks, and so many of them from the first on, in all models of this
    /// encoder. Their <see cref="Layer.Trainable"/> lets them learn again.</summary>
    /// <param name="blocks">How many blocks, from 0 to all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The encoder does not have as many.</exception>
    public void Freeze(int blocks)
    {
        Require.Between(0, Settings.Layers, blocks);
        foreach (var layer in _model.Parts.Before(blocks)) layer.Trainable = false;
    }

    /// <summary>Factors by which the learning rate falls from block to block towards the input
    /// (<see cref="Optimizers.OptimizerState.ScaleLearningRate"/>): <c>decay</c> for the last block, its square for the
    /// one before, and so on; those before the blocks have one power more than the first. Heads have 1 (Howard and
    /// Ruder, 2018).</summary>
    /// <param name="decay">Above 0, up to 1; 0.8 to 0.95 are usual.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decay"/> is outside its range.</exception>
    public IReadOnlyDictionary<Weight, double> RateFactors(double decay)
    {
        if (!(decay is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(decay), decay, string.Create(CultureInfo.InvariantCulture,
                $"Expected a decay above 0, up to 1, received {decay}."));
        var parts = _model.Parts;
        Model.MakeWeights();
        var factors = new Dictionary<Weight, double>();
        foreach (var weight in parts.FinalNorm?.Weights ?? []) factors[weight] = decay;
        for (var i = 0; i < parts.Blocks.Count; i++)
            foreach (var weight in parts.Blocks[i].Weights)
                factors[weight] = Math.Pow(decay, parts.Blocks.Count - i);
        foreach (var weight in parts.Before(0).SelectMany(layer => layer.Weights))
            factors[weight] = Math.Pow(decay, parts.Blocks.Count + 1);
        return factors;
    }

    /// <summary>Continues a text by a causal language model.</summary>
    /// <remarks>There is no end token but what <see cref="GenerationOptions.StopSequences"/> names.</remarks>
    /// <param name="prompt">The ids of the text's tokens; at least one.</param>
    /// <param name="options">How many tokens, and how they are chosen; the defaults when null.</param>
    /// <returns>The prompt and the tokens after it.</returns>
    /// <exception cref="InvalidOperationException">The head is not that of a causal language model.</exception>
    /// <exception cref="ArgumentException">The prompt is empty, or would become longer than the model has
    /// positions.</exception>
    public IReadOnlyList<int> Generate(IReadOnlyList<int> prompt, GenerationOptions? options = null)
    {
        options ??= new();
        RequireCausal();
        if (Require.NotNull(prompt).Count == 0 || prompt.Count + (long)options.MaxNewTokens > Settings.Positions)
            throw new ArgumentException($"Expected a prompt of 1 to {Settings.Positions - options.MaxNewTokens} "
                + $"tokens, so that with {options.MaxNewTokens} new ones it has the model's {Settings.Positions} "
                + $"positions, received {prompt.Count}.", nameof(prompt));
        using var session = NewDecodingSession();
        return [.. prompt, .. new TokenGeneration(session, options).Continue(prompt)];
    }

    /// <summary>Texts that a causal language model continues, of which it keeps what it has read.</summary>
    /// <exception cref="InvalidOperationException">The head is not that of a causal language model.</exception>
    public DecodingSession NewDecodingSession()
    {
        RequireCausal();
        // Every token counts, so that ids are all that the model has to be told.
        var graph = _model.Parts.Graph(idsAlone: true);
        return new Functional(graph.Input, _model.Parts.Tokens.Reversed().Call(graph.Output))
        {
            Seed = Classifier!.Seed,
            Backend = Classifier.Backend,
        }.NewDecodingSession();
    }

    private void RequireCausal()
    {
        if (Task != PretrainedTask.CausalLanguageModel)
            throw new InvalidOperationException($"Expected a causal language model such as GPT-2, this one answers "
                + $"{Task}.");
    }

    /// <summary>Writes a folder that Transformers and <see cref="Open"/> read: <c>config.json</c> and
    /// <c>model.safetensors</c>. It is there as a whole or not at all.</summary>
    /// <param name="folder">The folder, which must not be there or be empty.</param>
    /// <param name="halfPrecision">Whether numbers are rounded to bfloat16, in half the bytes.</param>
    /// <param name="tokenizer">What makes ids of texts, as <c>tokenizer.json</c> beside them; none when null.</param>
    /// <exception cref="IOException">The folder is there and not empty, or cannot be written.</exception>
    public void Save(string folder, bool halfPrecision = false, SubWordTokenizer? tokenizer = null) =>
        PretrainedWriting.Write(_model, Require.NotNull(folder), halfPrecision, tokenizer);

    /// <summary>Where the weights stand in files that have a head.</summary>
    internal IReadOnlyList<TensorPlace> Places() => _model.Places(_model.Family.Prefix);

    private static IReadOnlyList<string> Named(IReadOnlyList<string> labels) =>
        Require.NotNull(labels).Count > 0 && labels.Distinct().Count() == labels.Count ? labels
            : throw new ArgumentException($"Expected at least one label and each once, received "
                + $"{labels.Count}: {string.Join(", ", labels.Take(5))}.", nameof(labels));
}
