using Valence.Callbacks;
using Valence.Training;

namespace Valence.Pretrained;

/// <summary>How <see cref="MaskedWords"/> are learned.</summary>
public sealed record MaskedWordsSettings : RunSettings
{
    /// <summary>Tokens of a step's text, special ones included: texts are joined and cut to it. At least 8.</summary>
    public int MaxLength { get; init => field = Require.AtLeast(8, value); } = 128;

    /// <summary>The part of tokens that is hidden, above 0 and below 1.</summary>
    public double Share
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Share), value,
            $"Expected {nameof(Share)} above 0 and below 1, received {value}.");
    } = 0.15;

    /// <summary>Passes over the texts, each with other tokens hidden; at least 1.</summary>
    public int Epochs { get; init => field = Require.AtLeast(1, value); } = 1;

    /// <summary>Texts in a step, at least 1.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(1, value); } = 32;

    /// <summary>The highest rate of AdamW, above 0: it rises to it in a tenth of the steps and falls along a cosine.
    /// 5e-4 suits an encoder that has learned nothing, 5e-5 one that goes on.</summary>
    public double LearningRate
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(
            nameof(LearningRate), value, $"Expected {nameof(LearningRate)} above 0, received {value}.");
    } = 5e-4;
}
