using Valence.Classification;

namespace Valence.Language;

/// <summary>What a generator is: what its file says beside vocabulary and network.</summary>
/// <param name="Network">What predicts.</param>
/// <param name="Context">Tokens of a window.</param>
/// <param name="EndsTexts">Whether it has learned how texts begin and end.</param>
internal sealed record GeneratorDescription(GeneratorNetwork Network, int Context, bool EndsTexts)
{
    /// <summary>How rows of texts were read, as options of the command line.</summary>
    public IReadOnlyList<string> Reading { get; init; } = [];

    /// <summary>The texts that it learned from; null where the file does not say.</summary>
    public TrainedTexts? Trained { get; init; }

    /// <summary>The figures of the held-out part; null where there was none.</summary>
    public GeneratorFigures? HeldOut { get; init; }
}
