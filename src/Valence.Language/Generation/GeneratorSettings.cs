using Valence.Callbacks;
using Valence.Generation;
using Valence.Training;

namespace Valence.Language;

/// <summary>What a <see cref="TextGenerator"/> is made of, and how it learns.</summary>
public sealed record GeneratorSettings : RunSettings
{
    internal const int LeastContext = 2, MostContext = 1 << 16, MostLayers = 256, MostWidth = 1 << 16;

    /// <summary>What predicts the next token.</summary>
    public GeneratorNetwork Network { get; init; }

    /// <summary>What texts are made of.</summary>
    public TokenKind Tokens { get; init; }

    /// <summary>The most tokens that are known; at least 300. Null for 20,000 words or 2,000 byte pairs; characters are
    /// all known.</summary>
    public int? VocabularySize
    {
        get;
        init => field = value is { } size ? Require.AtLeast(300, size, nameof(VocabularySize)) : null;
    }

    /// <summary>Tokens that are read in a row in training, and the most that a transformer sees; from 2 to
    /// 65,536.</summary>
    public int Context
    {
        get;
        init => field = (int)Require.Between(LeastContext, MostContext, value, nameof(Context));
    } = 64;

    /// <summary>Blocks of the transformer, or LSTMs over each other; from 1 to 256.</summary>
    public int Layers { get; init => field = (int)Require.Between(1, MostLayers, value, nameof(Layers)); } = 4;

    /// <summary>Features of a token and of every layer, from 1 to 65,536; for a transformer a multiple of
    /// <see cref="Heads"/>.</summary>
    public int Width { get; init => field = (int)Require.Between(1, MostWidth, value, nameof(Width)); } = 128;

    /// <summary>Heads of attention; at least 1.</summary>
    public int Heads { get; init => field = Require.AtLeast(1, value, nameof(Heads)); } = 4;

    /// <summary>The share of what passes from layer to layer set to 0 in training, from 0 to 1; for large networks and
    /// few texts.</summary>
    public double Dropout { get; init => field = Require.Between(0, 1, value, nameof(Dropout)); }

    /// <summary>Passes over the texts, at least 1: as many windows as lie side by side in them, at places that are
    /// drawn unless they are <see cref="Stateful"/>. After each the held-out part judges.</summary>
    public int Epochs { get; init => field = Require.AtLeast(1, value, nameof(Epochs)); } = 1;

    /// <summary>Steps, at least 1, in place of <see cref="Epochs"/>: these are then as many as the steps fill, of equal
    /// length; null for whole passes.</summary>
    public int? Steps { get; init => field = value is { } steps ? Require.AtLeast(1, steps, nameof(Steps)) : null; }

    /// <summary>Windows in a step; at least 1.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(1, value, nameof(BatchSize)); } = 12;

    /// <summary>Whether a step's windows go on where those of the step before ended, and LSTMs in the states that they
    /// had there. They begin at places as far from each other, with zeros, and go round from the end of the texts to
    /// their beginning. Gradients end at a window's beginning. Otherwise windows are drawn, and each begins with zeros,
    /// as in judging. For <see cref="GeneratorNetwork.Lstm"/> alone.</summary>
    public bool Stateful { get; init; }

    /// <summary>The highest rate of AdamW, above 0: it rises to it in a twentieth of the steps and falls along a cosine
    /// to a tenth. 1e-3 is usual for larger networks.</summary>
    public double LearningRate
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(
            nameof(LearningRate), value, $"Expected {nameof(LearningRate)} above 0, received {value}.");
    } = 2e-3;

    /// <summary>The last part of the tokens, from 0 to below 1, that is not learned from and judges; where there are
    /// several texts, the end of all of them joined.</summary>
    public double ValidationSplit
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(ValidationSplit),
            value, $"Expected {nameof(ValidationSplit)} from 0 to below 1, received {value}.");
    } = 0.1;

    /// <summary>What the text that is printed after each epoch begins with; null for the first words of the
    /// training.</summary>
    public string? SamplePrompt { get; init; }

    /// <summary>How it goes on; null for 100 tokens at a temperature of 0.8.</summary>
    public GenerationOptions? Sample { get; init; }

    /// <summary>Whether the file holds a number for each text of the training, by which an evaluation tells those that
    /// were learned from; no text is in them.</summary>
    public bool KeepFingerprints { get; init; } = true;

    /// <summary>How rows of texts were read, as options of the command line, which the file remembers.</summary>
    internal IReadOnlyList<string> Reading { get; init; } = [];
}
