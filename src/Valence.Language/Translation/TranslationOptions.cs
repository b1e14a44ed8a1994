namespace Valence.Language;

/// <summary>How a translation is looked for.</summary>
public sealed record TranslationOptions
{
    /// <summary>How many translations are followed side by side, at least 1: the likeliest token each time with 1,
    /// which is the fastest.</summary>
    public int Beams { get; init => field = Require.AtLeast(1, value, nameof(Beams)); } = 5;

    /// <summary>Of beams the one wins whose sum of logarithms, divided by its number of tokens to this power, is
    /// largest: above 1 favours long ones, below 1 short ones. Finite.</summary>
    public double LengthPenalty
    {
        get;
        init => field = double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(LengthPenalty),
            value, $"Expected a finite {nameof(LengthPenalty)}, received {value}.");
    } = 1;

    /// <summary>The most tokens of a translation with its end, at least 1; null for three times those of the text and
    /// ten more. It never has more than <see cref="TextTranslator.MaxLength"/>.</summary>
    public int? MaxNewTokens
    {
        get;
        init => field = value is { } most ? Require.AtLeast(1, most, nameof(MaxNewTokens)) : null;
    }
}
