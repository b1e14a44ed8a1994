using System.Globalization;
using Valence.Models;
using Valence.Text;

namespace Valence.Classification;

/// <summary>First vectors of a network's words, learned from its texts and others without labels; those that were
/// learned are kept for the next network with such words.</summary>
/// <param name="unlabelled">The texts without labels.</param>
internal sealed class LearnedVectors(IReadOnlyList<string> unlabelled)
{
    // Few texts are read more often.
    private const long WordsToRead = 40_000_000;
    private const int MostEpochs = 10, LettersOfWord = 5;

    private readonly Dictionary<(int Dimension, int Words, TextCleaning Cleaning, bool AreLetters, ulong Seed),
        WordVectors> _learned = [];

    /// <summary>Lets a network begin with them; one without a table of words stays as it is.</summary>
    /// <param name="model">The network, which is built.</param>
    /// <param name="encoder">How it reads texts.</param>
    /// <param name="texts">The texts that it will learn from.</param>
    /// <param name="settings">Seed, and where it is said.</param>
    /// <param name="left">How much time there is; no end when null.</param>
    /// <exception cref="TimeIsOverException">It was too little.</exception>
    public void Begin(Model model, WordEncoder encoder, IReadOnlyList<string> texts, TrainingSettings settings,
        Func<TimeSpan>? left)
    {
        foreach (var layer in model.Layers)
        {
            Tensor[] weights = [.. layer.GetWeights()];
            var at = layer.Weights.ToList().FindIndex(ClassifierFile.IsTable);
            if (at < 0) continue;
            var vectors = Of(encoder, weights[at].Shape[1], texts, settings, left);
            weights[at] = FirstVectors.In(weights[at], Enumerable.Range(1, encoder.Ids - 1).Select(id =>
                (id, encoder.Tokenizer.IndexWord[id])), vectors);
            layer.SetWeights(weights);
        }
    }

    private WordVectors Of(WordEncoder encoder, int dimension, IReadOnlyList<string> texts, TrainingSettings settings,
        Func<TimeSpan>? left)
    {
        var key = (dimension, encoder.Ids, encoder.Cleaning, encoder.Tokenizer.CharLevel, settings.Seed);
        if (_learned.TryGetValue(key, out var known)) return known;
        var letters = texts.Concat(unlabelled).Sum(text => (long)text.Length);
        var begun = settings.Clock.GetTimestamp();
        var read = texts.Concat(unlabelled).Select(encoder.Cleaning.Apply);
        using var time = left?.Invoke() is { TotalMilliseconds: < int.MaxValue } some
            ? new CancellationTokenSource(some > TimeSpan.Zero ? some : TimeSpan.Zero, settings.Clock)
            : new CancellationTokenSource();
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(settings.CancellationToken, time.Token);
        WordVectors vectors;
        try
        {
            vectors = WordVectors.Learn(read, encoder.Tokenizer, new()
            {
                Dimension = dimension,
                Epochs = (int)Math.Clamp(WordsToRead * LettersOfWord / Math.Max(1, letters), 1, MostEpochs),
                Seed = settings.Seed,
                CancellationToken = timed.Token,
            });
        }
        catch (OperationCanceledException) when (!settings.CancellationToken.IsCancellationRequested)
        {
            throw new TimeIsOverException();
        }
        settings.Say(string.Create(CultureInfo.InvariantCulture, $"Vectors of {vectors.Count} words, {dimension} "
            + $"numbers each, from {texts.Count} texts and {unlabelled.Count} without labels in "
            + $"{settings.Clock.GetElapsedTime(begun).TotalSeconds:F0} s."));
        return _learned[key] = vectors;
    }
}
