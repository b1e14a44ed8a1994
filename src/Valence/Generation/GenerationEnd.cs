namespace Valence.Generation;

/// <summary>Why a text goes on no further.</summary>
public enum GenerationEnd
{
    /// <summary>It has as many new tokens as were asked for.</summary>
    Length,

    /// <summary>It ends with one of <see cref="GenerationOptions.StopSequences"/>.</summary>
    StopSequence,

    /// <summary>One of <see cref="GenerationOptions.StopTexts"/> came next.</summary>
    StopText,
}
