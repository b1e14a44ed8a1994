namespace Valence.Pretrained;

/// <summary>How a text is continued: the most likely token each time, or the most likely of several continuations that
/// are followed side by side.</summary>
public sealed record GenerationOptions
{
    /// <summary>The number of tokens that are added; at least 1.</summary>
    public int MaxNewTokens { get; init => field = Require.AtLeast(1, value, nameof(MaxNewTokens)); } = 20;

    /// <summary>What the logits of tokens that are there already, in the prompt too, are divided by where positive and
    /// multiplied by where negative (Keskar et al., 2019); above 0, 1 for nothing.</summary>
    public double RepetitionPenalty
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(RepetitionPenalty), value,
                $"Expected {nameof(RepetitionPenalty)} above 0, received {value}.");
    } = 1;

    /// <summary>The number of continuations that are followed side by side; at least 1.</summary>
    public int Beams { get; init => field = Require.AtLeast(1, value, nameof(Beams)); } = 1;
}
