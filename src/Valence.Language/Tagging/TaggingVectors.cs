using System.Diagnostics;
using System.Globalization;
using Valence.Classification;
using Valence.Layers;
using Valence.Models;
using Valence.Text;
using Valence.Training;

namespace Valence.Language;

/// <summary>First vectors of a network's words, learned from the texts with spans and others without.</summary>
internal sealed class TaggingVectors
{
    // Few texts are read more often.
    private const long WordsToRead = 20_000_000;
    private const int MostEpochs = 10;

    private readonly TaggingSettings _settings;
    private readonly string[] _texts;
    private readonly long _words;

    /// <summary>Reads the texts; vectors are learned when a network asks for them.</summary>
    /// <param name="texts">The words of the texts with spans.</param>
    /// <param name="others">The texts without spans.</param>
    /// <param name="settings">Seed, and where it is said.</param>
    public TaggingVectors(IReadOnlyList<string[]> texts, IReadOnlyList<string> others, TaggingSettings settings)
    {
        _settings = settings;
        string[][] words = [.. others.Select(text => TextTagger.WordsOf(new(Require.NotNull(text))))];
        Reader = WordReader.Of(texts, words);
        string[][] all = [.. texts, .. words];
        _texts = [.. all.Select(text => string.Join(' ', text.Select(WordShape.Folded)))];
        _words = all.Sum(text => (long)text.Length);
    }

    /// <summary>Knows the words of both.</summary>
    public WordReader Reader { get; }

    /// <summary>Lets the table of words of a network begin with vectors.</summary>
    /// <param name="model">The network for <see cref="Reader"/>.</param>
    public void Begin(Functional model)
    {
        foreach (var table in model.Layers.OfType<Embedding>()
            .Where(table => table.Input == model.InputTensors[0]))
        {
            Tensor[] weights = [.. table.GetWeights()];
            weights[0] = Begun(weights[0]);
            table.SetWeights(weights);
        }
    }

    private Tensor Begun(Tensor table)
    {
        var (width, clock) = (table.Shape[1], Stopwatch.StartNew());
        var tokenizer = new Tokenizer(analyzer: text => text.Split(' '));
        tokenizer.FitOnTexts([string.Join(' ', Reader.Words)]);
        var vectors = WordVectors.Learn(_texts, tokenizer, new()
        {
            Dimension = width,
            Epochs = (int)Math.Clamp(WordsToRead / Math.Max(1, _words), 1, MostEpochs),
            Seed = _settings.Seed,
            CancellationToken = _settings.CancellationToken,
        });
        if (_settings.Verbose != Verbosity.Silent)
            (_settings.Output ?? Console.Out).WriteLine(string.Create(CultureInfo.InvariantCulture, $"Vectors of "
                + $"{vectors.Count} words, {width} numbers each, from {_texts.Length} texts, "
                + $"{_settings.Unlabelled!.Count} of them without spans, in {clock.Elapsed.TotalSeconds:F0} s."));
        return FirstVectors.In(table, Reader.Words.Select((word, i) => (WordReader.FirstWord + i, word)), vectors);
    }
}
