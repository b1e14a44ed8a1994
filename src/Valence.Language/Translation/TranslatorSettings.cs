using Valence.Training;

namespace Valence.Language;

/// <summary>What a <see cref="TextTranslator"/> is made of, and how it learns.</summary>
public sealed record TranslatorSettings : RunSettings
{
    internal const int LeastLength = 2, MostLength = 1 << 14, MostLayers = 64, MostWidth = 1 << 14;

    /// <summary>What translates.</summary>
    public TranslatorNetwork Network { get; init; }

    /// <summary>Whether <see cref="TranslatorNetwork.Attention"/> scores by a small network (Bahdanau et al., 2014)
    /// and not by products (Luong et al., 2015), which is faster.</summary>
    public bool AdditiveAttention { get; init; }

    /// <summary>What texts of both languages are made of; they share one vocabulary.</summary>
    public TokenKind Tokens { get; init; } = TokenKind.BytePairs;

    /// <summary>The most tokens that are known; at least 300. Null for 20,000 words or 4,000 byte pairs; characters are
    /// all known.</summary>
    public int? VocabularySize
    {
        get;
        init => field = value is { } size ? Require.AtLeast(300, size, nameof(VocabularySize)) : null;
    }

    /// <summary>Whether capital letters are as small ones, in both languages: answers then have none.</summary>
    public bool Lowercase { get; init; }

    /// <summary>The most tokens of a text, of a translation with its end, from 2 to 16,384: longer pairs are not
    /// learned from, longer texts refused.</summary>
    public int MaxLength
    {
        get;
        init => field = (int)Require.Between(LeastLength, MostLength, value, nameof(MaxLength));
    } = 128;

    /// <summary>Blocks of the encoder, and as many of the decoder, or GRUs of the encoder over each other, from 1 to
    /// 64; null for 3 blocks or 1 GRU.</summary>
    public int? Layers
    {
        get;
        init => field = value is { } layers ? (int)Require.Between(1, MostLayers, layers, nameof(Layers)) : null;
    }

    /// <summary>Features of a token and of every layer, from 1 to 16,384; for a transformer a multiple of
    /// <see cref="Heads"/>.</summary>
    public int Width { get; init => field = (int)Require.Between(1, MostWidth, value, nameof(Width)); } = 256;

    /// <summary>Heads of attention; at least 1.</summary>
    public int Heads { get; init => field = Require.AtLeast(1, value, nameof(Heads)); } = 4;

    /// <summary>The share of what passes from layer to layer set to 0 in training, from 0 to 1.</summary>
    public double Dropout { get; init => field = Require.Between(0, 1, value, nameof(Dropout)); } = 0.1;

    /// <summary>How far the right token is moved towards equal shares of all in training (Szegedy et al., 2016); from 0
    /// to 1.</summary>
    public double LabelSmoothing
    {
        get;
        init => field = Require.Between(0, 1, value, nameof(LabelSmoothing));
    } = 0.1;

    /// <summary>Passes over the pairs; at least 1. The one after which held-out pairs were the least surprising is
    /// kept.</summary>
    public int Epochs { get; init => field = Require.AtLeast(1, value, nameof(Epochs)); } = 10;

    /// <summary>Pairs in a step; at least 1.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(1, value, nameof(BatchSize)); } = 64;

    /// <summary>The highest rate of Adam, above 0: it rises to it in a tenth of the steps and falls along a cosine to a
    /// twentieth.</summary>
    public double LearningRate
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(
            nameof(LearningRate), value, $"Expected {nameof(LearningRate)} above 0, received {value}.");
    } = 1e-3;

    /// <summary>The share of the pairs, above 0 and below 1, that is not learned from and judges.</summary>
    public double ValidationSplit
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(ValidationSplit),
            value, $"Expected {nameof(ValidationSplit)} between 0 and 1, received {value}.");
    } = 0.05;

    /// <summary>Pairs that judge, in place of a share of those to learn from; null for the share.</summary>
    public IReadOnlyList<TextPair>? ValidationData { get; init; }

    /// <summary>What is translated and printed after each epoch; null for the first held-out text.</summary>
    public string? SampleText { get; init; }

    /// <summary>Whether the file holds a number for each source text of the training, by which an evaluation tells
    /// those that were learned from; no text is in them.</summary>
    public bool KeepFingerprints { get; init; } = true;

    /// <summary>How rows of pairs were read, as options of the command line, which the file remembers.</summary>
    internal IReadOnlyList<string> Reading { get; init; } = [];
}
