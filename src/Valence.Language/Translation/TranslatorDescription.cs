using Valence.Classification;

namespace Valence.Language;

/// <summary>What a translator is: what its file says beside vocabulary and network.</summary>
/// <param name="Network">What translates.</param>
/// <param name="MaxLength">The most tokens of a text.</param>
/// <param name="Lowercase">Whether it knows small letters alone.</param>
internal sealed record TranslatorDescription(TranslatorNetwork Network, int MaxLength, bool Lowercase)
{
    /// <summary>How rows of pairs were read, as options of the command line.</summary>
    public IReadOnlyList<string> Reading { get; init; } = [];

    /// <summary>The source texts that it learned from; null where the file does not say.</summary>
    public TrainedTexts? Trained { get; init; }

    /// <summary>The figures of the held-out pairs; null before the training has ended.</summary>
    public TranslatorFigures? HeldOut { get; init; }
}
