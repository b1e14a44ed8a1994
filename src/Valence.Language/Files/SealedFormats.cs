using Valence.Classification;
using Valence.Saving;

namespace Valence.Language;

/// <summary>The forms of files that are known: those of <see cref="ModelFormats.Default"/>, and Valence's own for
/// every task.</summary>
public static class SealedFormats
{
    /// <summary>All of them, classifiers first.</summary>
    public static ModelFormats All { get; } = new([new ClassifierFormat(), new ChatFormat(), new GeneratorFormat(),
        new TaggerFormat(), new TranslatorFormat(), .. ModelFormats.Default.Rows]);
}
