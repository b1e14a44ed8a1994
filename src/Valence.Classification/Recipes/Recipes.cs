using Valence.Layers;
using Valence.Models;
using Valence.Pretrained;
using Valence.Schedules;
using Valence.Text;

namespace Valence.Classification;

/// <summary>The networks that the command line offers, in the shapes of well-known Keras examples.</summary>
public static class Recipes
{
    /// <summary>Embedding, flattened, and two hidden layers.</summary>
    public static Recipe Mlp { get; } = new("mlp", 10_000, 500, 128, 2, (size, x) =>
    {
        x = new Embedding(size.Ids, 32).Call(x);
        x = new Flatten().Call(x);
        x = new Dense(16, Activations.Relu).Call(x);
        return new Dense(16, Activations.Relu).Call(x);
    })
    {
        Cost = 4,
    };

    /// <summary>Embedding and an LSTM.</summary>
    public static Recipe Lstm { get; } = new("lstm", 20_000, 200, 128, 3, (size, x) =>
    {
        x = new Embedding(size.Ids, 32).Call(x);
        return new Lstm(64).Call(x);
    })
    {
        Cost = 20,
    };

    /// <summary>Embedding and an LSTM in either direction.</summary>
    public static Recipe BiLstm { get; } = new("bilstm", 10_000, 200, 32, 3, (size, x) =>
    {
        x = new Embedding(size.Ids, 32).Call(x);
        return new Bidirectional(new Lstm(64)).Call(x);
    })
    {
        Cost = 40,
    };

    /// <summary>Embedding, a convolution that shortens the sequence, and an LSTM.</summary>
    public static Recipe CnnLstm { get; } = new("cnn-lstm", 20_000, 100, 30, 2, (size, x) =>
    {
        x = new Embedding(size.Ids, 128).Call(x);
        x = new Dropout(0.25).Call(x);
        x = new Conv1D(64, 5, activation: Activations.Relu).Call(x);
        x = new MaxPooling1D(4).Call(x);
        return new Lstm(70).Call(x);
    })
    {
        Cost = 30,
    };

    /// <summary>Embedding and a GRU.</summary>
    public static Recipe Gru { get; } = new("gru", 20_000, 200, 64, 2, (size, x) =>
    {
        x = new Embedding(size.Ids, 64).Call(x);
        return new Gru(64).Call(x);
    })
    {
        Cost = 25,
    };

    /// <summary>Embedding and two convolutions, of which the strongest response counts.</summary>
    public static Recipe Cnn { get; } = new("cnn", 20_000, 500, 32, 2, (size, x) =>
    {
        x = new Embedding(size.Ids, 128).Call(x);
        x = new Dropout(0.5).Call(x);
        x = new Conv1D(128, 7, strides: 3, activation: Activations.Relu).Call(x);
        x = new Conv1D(128, 7, strides: 3, activation: Activations.Relu).Call(x);
        x = new GlobalMaxPooling1D().Call(x);
        x = new Dense(128, Activations.Relu).Call(x);
        return new Dropout(0.5).Call(x);
    })
    {
        Cost = 25,
    };

    /// <summary>The mean of word vectors.</summary>
    public static Recipe FastText { get; } = new("fasttext", 20_000, 400, 32, 5, (size, x) =>
    {
        x = new Embedding(size.Ids, 50).Call(x);
        return new GlobalAveragePooling1D().Call(x);
    })
    {
        Cost = 2,
    };

    /// <summary>The mean of vectors of words and of pairs of words, which share rows by their hash: fastText's
    /// classifier (Joulin et al. 2016: Bag of tricks for efficient text classification).</summary>
    public static Recipe Bigram { get; } = new("bigram", 1 << 17, int.MaxValue, 128, 4, (size, x) =>
    {
        x = new Embedding(size.Ids, 16, maskZero: true).Call(x);
        return new GlobalAveragePooling1D().Call(x);
    })
    {
        LearningRate = 0.01f,
        SplitsItself = true,
        Cost = 3,
        Encoder = (texts, settings) => HashedEncoder.Fit(texts, cancellation: settings.CancellationToken),
    };

    /// <summary>Token and position embedding and one block of self-attention.</summary>
    public static Recipe Transformer { get; } = new("transformer", 20_000, 200, 32, 2, (size, x) =>
    {
        x = new TokenAndPositionEmbedding(size.Ids, size.Length, 32).Call(x);
        var attended = new MultiHeadAttention(2, 32).Call(x, x);
        attended = new Dropout(0.1).Call(attended);
        x = new LayerNormalization(epsilon: 1e-6f).Call(new Add().Call(x, attended));
        var hidden = new Dense(32, Activations.Relu).Call(x);
        hidden = new Dropout(0.1).Call(new Dense(32).Call(hidden));
        x = new LayerNormalization(epsilon: 1e-6f).Call(new Add().Call(x, hidden));
        x = new GlobalAveragePooling1D().Call(x);
        x = new Dropout(0.1).Call(x);
        x = new Dense(20, Activations.Relu).Call(x);
        return new Dropout(0.1).Call(x);
    })
    {
        Cost = 40,
    };

    /// <summary>Words and letters in a row, each with a weight for each class:
    /// <c>softmax(Σ weights / √(Σ norms) + bias)</c> over the features of a text, the letters by themselves.</summary>
    /// <remarks>The weights are those of logistic regression, fitted exactly and not by steps, so that epochs, batches
    /// and learning rate do not matter. The norm of a feature is 1 where features are weighed by the classes' ratio
    /// (Wang, Manning 2012: Baselines and bigrams), and the square of its rarity where by that, which makes texts of
    /// TF-IDF vectors of length 1 but for features that are there more than once.</remarks>
    public static Recipe Linear { get; } = new("linear", LinearTraining.MostFeatures, int.MaxValue, 1, 1,
        (size, x) => LinearNetwork.Body(size, x, size.Ids))
    {
        Cost = 1,
    };

    /// <summary>The name of <see cref="Pretrained"/>.</summary>
    internal const string PretrainedName = "bert";

    // The part of the steps in which a pre-trained encoder's grow, so that a new head does not spoil it.
    private const int WarmUp = 10;

    // Tokens that a pre-trained encoder reads at once.
    private const int DefaultLength = 256;

    /// <summary>A pre-trained encoder of a Hugging Face folder, with its tokenizer and the head that its family has for
    /// whole texts, trained on as a whole (Devlin et al. 2018).</summary>
    /// <remarks>It is not in <see cref="All"/>, as it needs the folder; a classifier's file needs it no
    /// more.</remarks>
    /// <param name="folder">The folder with <c>config.json</c>, <c>model.safetensors</c> and a tokenizer
    /// (<see cref="PretrainedEncoder.Open"/>, <see cref="SubWordTokenizer.Open"/>).</param>
    /// <param name="maxLength">Tokens that the network reads at once, special ones included: longer texts are read in
    /// windows, and lose their end in training. 256 when null, or as many as the encoder takes.</param>
    /// <param name="loraRank">The rank of low-rank additions to the projections of attention, which are trained in the
    /// place of the encoder (<see cref="Model.EnableLora"/>), by steps that grow to 5e-4 in the place of 5e-5; the
    /// classifier holds matrices with the additions in them. At least 1; null for none.</param>
    /// <param name="frozenBlocks">How many blocks of the encoder, from the first on, and what is before them stay as
    /// they are (<see cref="PretrainedEncoder.Freeze"/>); from 0 to all, null for nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its range.</exception>
    public static Recipe Pretrained(string folder, int? maxLength = null, int? loraRank = null,
        int? frozenBlocks = null)
    {
        Require.NotNull(folder);
        if (loraRank is { } rank) Require.AtLeast(1, rank, nameof(loraRank));
        if (frozenBlocks is { } blocks) Require.AtLeast(0, blocks, nameof(frozenBlocks));
        return new(PretrainedName, 0, maxLength ?? DefaultLength, 32, 2,
            (_, x) => PretrainedBody(folder, x, loraRank, frozenBlocks))
        {
            LearningRate = loraRank is null ? 5e-5f : 5e-4f,
            Rates = static (highest, steps) => new CosineDecay(0, Math.Max(1, steps - steps / WarmUp), 0, highest,
                steps / WarmUp),
            SplitsItself = true,
            Encoder = (_, _) => PretrainedTokens(folder, maxLength, frozenBlocks, loraRank),
            OfLength = length => Pretrained(folder, length, loraRank, frozenBlocks),
            Options = (loraRank is null ? "" : FormattableString.Invariant($" --lora {loraRank}"))
                + (frozenBlocks is null ? "" : FormattableString.Invariant($" --freeze {frozenBlocks}")),
            Cost = 3000,
        };
    }

    /// <summary>The name of <see cref="Embeddings"/>.</summary>
    internal const string EmbeddingsName = "embeddings";

    /// <summary>The vectors of texts by a pre-trained encoder that stays as it is (<see cref="TextEmbedder"/>), and a
    /// last layer: logistic regression, fitted exactly, so that epochs, batches and learning rate do not matter.
    /// For few labels: a dozen of a class do.</summary>
    /// <remarks>The penalty is on how far weights are from the vectors of what labels mean, times a scale that is
    /// chosen on texts that were not learned from, 0 included. It is not in <see cref="All"/>, as it needs the folder;
    /// a classifier's file needs it no more.</remarks>
    /// <param name="folder">The folder (<see cref="TextEmbedder.Open"/>); vectors have length 1, whatever it
    /// says.</param>
    /// <param name="descriptions">What labels mean, in a few words each; a label's name where it is missing, with
    /// blanks for <c>_</c>, and for all when null.</param>
    public static Recipe Embeddings(string folder, IReadOnlyDictionary<string, string>? descriptions = null) =>
        new(EmbeddingsName, 0, TextEmbedder.DefaultLength, 1, 1,
            (_, x) => TextEmbedder.Unit(Require.NotNull(folder), x))
        {
            SplitsItself = true,
            Encoder = (_, _) => TextEmbedder.Open(folder).Encoder,
            Cost = 1000,
            Frozen = backend => TextEmbedder.Open(folder, normalize: true, backend: backend),
            Descriptions = descriptions,
        };

    private static SymbolicTensor PretrainedBody(string folder, SymbolicTensor x, int? loraRank, int? frozenBlocks)
    {
        var encoder = PretrainedEncoder.Open(folder, idsAlone: true);
        if (loraRank is { } rank) encoder.Model.EnableLora(rank);
        if (frozenBlocks is { } blocks) encoder.Freeze(blocks);
        return new Dropout(encoder.Settings.HeadDropout).Call(encoder.Features().Call(x));
    }

    internal static SubWordEncoder PretrainedTokens(string folder, int? maxLength, int? frozenBlocks = null,
        int? loraRank = null)
    {
        var (settings, tokenizer) = (PretrainedReading.SettingsOf(folder), SubWordTokenizer.Open(folder));
        if (tokenizer.VocabularySize > settings.VocabularySize)
            throw new DataException($"{folder}: the tokenizer has {tokenizer.VocabularySize} ids, and the encoder a "
                + $"table of {settings.VocabularySize}. Give the folder that both are of.");
        var length = maxLength ?? Math.Min(DefaultLength, settings.LongestText ?? DefaultLength);
        if (maxLength > settings.LongestText)
            throw new DataException($"{folder}: the encoder takes {settings.LongestText} tokens at once, {maxLength} "
                + "were asked for. Ask for fewer.");
        if (frozenBlocks > settings.Layers)
            throw new DataException($"{folder}: the encoder has {settings.Layers} blocks, {frozenBlocks} were to be "
                + "frozen. Ask for fewer.");
        if (loraRank > settings.HiddenSize)
            throw new DataException($"{folder}: the encoder's matrices have {settings.HiddenSize} columns, additions "
                + $"of rank {loraRank} were asked for. Ask for fewer, such as 8.");
        return settings.PaddingId is { } padding ? new(tokenizer, length, padding)
            : throw new DataException($"{folder}: expected 'pad_token_id' in config.json, by which padding is known.");
    }

    /// <summary>All recipes.</summary>
    public static IReadOnlyList<Recipe> All { get; } = [Linear, Mlp, Lstm, BiLstm, CnnLstm, Gru, Cnn, FastText,
        Bigram, Transformer];

    /// <summary>The networks that are tried where no recipe is asked for, in this order.</summary>
    internal static IReadOnlyList<Recipe> Tried { get; } = [FastText, Cnn, BiLstm];

    /// <summary>The recipe of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static Recipe Find(string name) => All.FirstOrDefault(recipe => recipe.Name == name)
        ?? throw new ArgumentException($"There is no recipe '{name}'; there are "
            + $"{string.Join(", ", All.Select(recipe => recipe.Name))}.", nameof(name));
}
