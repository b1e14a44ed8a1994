namespace Valence.Generation;

/// <summary>How a text is continued: by the likeliest token each time, by drawn ones, or by the likeliest of several
/// continuations that are followed side by side.</summary>
/// <remarks>Scores pass, in this order, <see cref="RepetitionPenalty"/>, <see cref="NoRepeatNgram"/>,
/// <see cref="Temperature"/>, <see cref="TopK"/>, <see cref="TopP"/>, <see cref="MinP"/>.</remarks>
public sealed record GenerationOptions
{
    /// <summary>The most tokens that are added; at least 1.</summary>
    public int MaxNewTokens { get; init => field = Require.AtLeast(1, value, nameof(MaxNewTokens)); } = 20;

    /// <summary>What scores are divided by before a token is drawn by their softmax: below 1 likelier tokens become
    /// likelier still. 0, the default, takes the likeliest and draws nothing.</summary>
    public double Temperature
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(Temperature));
    }

    /// <summary>Only so many tokens of the highest scores are drawn from, and all that equal the last of them; 0, the
    /// default, for all.</summary>
    public int TopK { get; init => field = Require.AtLeast(0, value, nameof(TopK)); }

    /// <summary>Only the likeliest tokens that have this probability together are drawn from, the one that crosses it
    /// among them (Holtzman et al., 2020); above 0, 1 for all.</summary>
    public double TopP
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(TopP), value,
            $"Expected {nameof(TopP)} above 0 and up to 1, received {value}.");
    } = 1;

    /// <summary>Only tokens with at least this part of the likeliest one's probability are drawn from; from 0, which is
    /// for all, to 1.</summary>
    public double MinP { get; init => field = Require.Between(0, 1, value, nameof(MinP)); }

    /// <summary>What the scores of tokens that are there already, in the prompt too, are divided by where positive and
    /// multiplied by where negative (Keskar et al., 2019); above 0, 1 for nothing. Beams have logarithms of
    /// probabilities for scores.</summary>
    public double RepetitionPenalty
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(RepetitionPenalty), value,
                $"Expected {nameof(RepetitionPenalty)} above 0, received {value}.");
    } = 1;

    /// <summary>No so many tokens in a row are there twice, prompt included; 0, the default, for no rule.</summary>
    public int NoRepeatNgram { get; init => field = Require.AtLeast(0, value, nameof(NoRepeatNgram)); }

    /// <summary>The number of continuations that are followed side by side; at least 1.</summary>
    public int Beams { get; init => field = Require.AtLeast(1, value, nameof(Beams)); } = 1;

    /// <summary>Of beams the one wins whose sum of logarithms, divided by its number of new tokens to this power, is
    /// largest: above 1 favours long ones, below 1 short ones. Finite.</summary>
    public double LengthPenalty
    {
        get;
        init => field = double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(LengthPenalty),
            value, $"Expected a finite {nameof(LengthPenalty)}, received {value}.");
    } = 1;

    /// <summary>Tokens in a row after which a text is complete: each entry is one such row, an end token alone or
    /// several. They are the end of what is returned.</summary>
    public IReadOnlyList<IReadOnlyList<int>> StopSequences
    {
        get;
        init => field = Require.NotNull(value).All(stop => stop is { Count: > 0 }) ? value
            : throw new ArgumentException("Expected at least one token in each row that ends a text, received one of "
                + "none.", nameof(StopSequences));
    } = [];

    /// <summary>Texts after which what is generated is complete; they are not part of it. Only generators of texts take
    /// them, those of tokens refuse them.</summary>
    public IReadOnlyList<string> StopTexts
    {
        get;
        init => field = Require.NotNull(value).All(stop => !string.IsNullOrEmpty(stop)) ? value
            : throw new ArgumentException("Expected texts that are not empty, received an empty one.",
                nameof(StopTexts));
    } = [];

    /// <summary>Tokens that never come, such as one that stands for what the vocabulary lacks.</summary>
    public IReadOnlyList<int> SuppressTokens { get; init => field = Require.NotNull(value); } = [];

    /// <summary>Decides what is drawn: the same seed draws the same tokens, on any number of threads.</summary>
    public ulong Seed { get; init; }
}
