using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Randomness;
using Valence.Training;

namespace Valence.Language;

/// <summary>The training of a tagger: networks are tried, each keeps its best epoch, and what answers need is chosen on
/// texts that were not learned from.</summary>
internal sealed class TaggerTraining
{
    // Few texts are passed over more often, so that a network takes so many steps.
    private const int FewestSteps = 400, MostEpochs = 100;
    private const double BiasStep = 0.5, LogPrecision = 0.005;

    /// <summary>Between what <see cref="TextTagger.OutsideBias"/> is chosen.</summary>
    public const double LeastBias = -6, MostBias = 1;

    /// <summary>Between what <see cref="TextTagger.Temperature"/> is chosen.</summary>
    public const double Coldest = 0.2, Hottest = 12.5;

    private static readonly ulong Splitting = CounterRandom.Purpose("held-out texts");

    private readonly TaggingSettings _settings;
    private readonly LabelScheme _scheme;
    private readonly IReadOnlyList<string> _labels;
    private readonly TaggedText[] _texts, _held, _asked;
    private readonly WordReader _reader;
    private readonly TaggingVectors? _vectors;

    public TaggerTraining(IReadOnlyList<TaggedText> texts, TaggingSettings settings)
    {
        _settings = settings;
        TaggedText[] given = [.. texts.Where(text => text.Words.Count > 0)];
        if (settings.ValidationData is { } held)
            (_texts, _held) = (given, [.. held.Where(text => text.Words.Count > 0)]);
        else
        {
            new CounterRandom(settings.Seed, Splitting).Shuffle(given.AsSpan());
            var count = Math.Clamp((int)Math.Round(given.Length * settings.ValidationSplit), 1,
                Math.Max(1, given.Length - 1));
            (_texts, _held) = (given[Math.Min(count, given.Length)..], given[..Math.Min(count, given.Length)]);
        }
        if (_texts.Length == 0 || _held.Length == 0)
            throw new ArgumentException($"Expected texts with words to learn from and to hold out, received "
                + $"{_texts.Length} and {_held.Length}. Give more texts.", nameof(texts));
        _scheme = _texts.All(text => text.Scheme == LabelScheme.Words) ? LabelScheme.Words : LabelScheme.Bio;
        var types = _texts.SelectMany(text => text.Spans).Select(span => span.Label).Distinct()
            .Order(StringComparer.Ordinal).ToList();
        if (types.Count == 0)
            throw new ArgumentException("Expected texts with spans, received texts without any. Mark what is to be "
                + "found.", nameof(texts));
        _labels = _scheme.LabelsOf(types);
        string[][] words = [.. _texts.Select(TextTagger.WordsOf)];
        _reader = WordReader.Of(words, []);
        if (settings.Unlabelled is { } others)
        {
            if (settings.Recipe == TaggingRecipe.Linear)
                throw new ArgumentException($"Expected a recipe with vectors of words for "
                    + $"{nameof(settings.Unlabelled)}, received {TaggingRecipe.Linear}, which has none. Leave one of "
                    + "the two out.", nameof(settings));
            _vectors = new(words, others, settings);
        }
        // Judged as texts are asked for: without their spans.
        _asked = [.. _held.Select(text => text.Asked)];
    }

    public TextTagger Run()
    {
        TaggedText[] cut = [.. _texts.Concat(_held).Where(text => text.Asked.Words.Count != text.Words.Count)];
        if (cut.Length > 0 && _settings.Verbose != Verbosity.Silent)
            (_settings.Output ?? Console.Out).WriteLine(string.Create(CultureInfo.InvariantCulture, $"In {cut.Length} "
                + $"{(cut.Length == 1 ? "text" : "texts")} a span begins or ends within a word"
                + $"{(cut[0].Row > 0 ? $" (first in line {cut[0].Row})" : "")}, where an answer never does."));
        var asked = _settings.Recipe;
        TaggingRecipe[] recipes = asked is null ? [TaggingRecipe.Linear, TaggingRecipe.BiLstm]
            : asked == TaggingRecipe.Linear || !_settings.Baseline ? [asked] : [TaggingRecipe.Linear, asked];
        List<(TextTagger Tagger, TriedTagger Tried)> trained = [];
        foreach (var recipe in recipes)
            trained.Add(Learned(recipe, isLast: recipe == recipes[^1]));
        var (kept, _) = asked is null ? trained.MaxBy(one => one.Tried.F1) : trained[^1];
        var chains = kept.ChainsOf(Read(_asked, kept.Reader), _settings.CancellationToken);
        return new(_scheme, _labels, kept.Reader, kept.Model, kept.Recipe)
        {
            Trained = _settings.KeepFingerprints
                ? TrainedTexts.Of(_texts.Concat(_held).Select(text => text.Text)) : null,
            Tried = [.. trained.Select(one => one.Tried)],
            OutsideBias = Best(kept, chains).Bias,
            Temperature = Temperature(kept, chains),
        };
    }

    private (TextTagger, TriedTagger) Learned(TaggingRecipe recipe, bool isLast)
    {
        var vectors = recipe == TaggingRecipe.Linear ? null : _vectors;
        var reader = vectors?.Reader ?? _reader;
        var model = recipe.Make(reader.Size(_labels.Count), _scheme.Transitions(_labels), _settings.Seed,
            _settings.Backend);
        vectors?.Begin(model);
        if (recipe.Tokens is { } tokens) reader = reader.With(new(tokens()));
        var tagger = new TextTagger(_scheme, _labels, reader, model, recipe.Name);
        var held = Read(_asked, reader);
        // Of a text that an encoder reads in windows, the first is learned from.
        var read = Read(_texts, reader);
        Tell(read.Count(text => text.Windows.Count > 1), "of more tokens than the encoder takes at once: what is "
            + "beyond is not learned from, but answered, in windows");
        ReadWords[] learned = [.. read.Select(text => text.Parts[0])];
        var batches = new TaggedBatches(reader, learned,
            [.. _texts.Zip(learned, (text, some) => tagger.TagsOf(text)![..some.Words.Length])],
            _settings.BatchSize, _settings.Seed);
        var epochs = _settings.Epochs
            ?? Math.Max(recipe.Epochs, Math.Min(MostEpochs, (FewestSteps + batches.Count - 1) / batches.Count));
        var rate = _settings.LearningRate ?? recipe.LearningRate;
        // Weights are averaged over about an epoch.
        model.Compile(new Adam(recipe.Rate(rate, epochs * batches.Count))
        {
            WeightDecay = recipe.WeightDecay,
            UseEma = true,
            EmaMomentum = Math.Clamp(1 - 1.0 / batches.Count, 0.5, 0.999),
        }, new CrfLoss());
        if (recipe.Tokens is not null)
            model.Optimizer!.ScaleLearningRate(PretrainedTagging.WeightsOf(model).ToDictionary(weight => weight,
                _ => recipe.EncoderRate));
        var best = new BestSpans(() => Best(tagger, tagger.ChainsOf(held, _settings.CancellationToken)).F1,
            "val_f1");
        List<Callback> callbacks = [new TerminateOnNaN(raiseError: true), new SwapEmaWeights(swapOnEpoch: true), best,
            .. _settings.Callbacks];
        if (isLast && _settings.BackupPath is { } path)
        {
            var facts = new Dictionary<string, string>
            {
                ["seed"] = _settings.Seed.ToString(CultureInfo.InvariantCulture),
                ["settings"] = string.Create(CultureInfo.InvariantCulture,
                    $"{recipe}, {epochs} epochs, batches of {_settings.BatchSize}, steps of {rate}"),
                ["texts"] = Digest(),
            };
            // Another encoder of the same shape begins with other weights.
            if (recipe.Tokens is not null) facts["encoder"] = Digest(model);
            callbacks.Add(BackupAndRestore.InFile(path, _settings.Resume, facts));
        }
        if (_settings.Verbose != Verbosity.Silent)
            (_settings.Output ?? Console.Out).WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{recipe}: {_texts.Length} texts, {_held.Length} held out, {_labels.Count} tags."));
        model.Fit(batches, epochs, _settings.Verbose, callbacks, output: _settings.Output,
            cancellationToken: _settings.CancellationToken);
        model.SetWeights(best.Weights!);
        return (tagger, new(recipe.Name, best.Figure, best.Epochs));
    }

    private void Tell(int count, string what)
    {
        if (count > 0 && _settings.Verbose != Verbosity.Silent)
            (_settings.Output ?? Console.Out).WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{count} {(count == 1 ? "text is" : "texts are")} {what}."));
    }

    private static ReadWords[] Read(TaggedText[] texts, WordReader reader) =>
        [.. texts.Select(text => reader.Read(TextTagger.WordsOf(text)))];

    private double F1(TextTagger tagger, TagChain[] chains, double bias) => TextTagger.Judged(_held,
        [.. _held.Zip(_asked, chains).Select(one => one.First.LabelsOf(one.Second,
            tagger.Named(one.Third.Best(bias)), _scheme))], _scheme).Report.Overall.F1;

    // What is added to the score of words outside, and the F1 with it: of equal ones that which changes least.
    private (double Bias, double F1) Best(TextTagger tagger, TagChain[] chains) => _scheme == LabelScheme.Words
        ? (0, F1(tagger, chains, 0))
        : Enumerable.Range(0, (int)((MostBias - LeastBias) / BiasStep) + 1).Select(i => LeastBias + i * BiasStep)
            .OrderBy(Math.Abs).Select(bias => (Bias: bias, F1: F1(tagger, chains, bias))).MaxBy(one => one.F1);

    // By golden section: how surprising the held-out tags are has one least value.
    private double Temperature(TextTagger tagger, TagChain[] chains)
    {
        // Of words that spans cut the tags as they are asked for are not known.
        List<(TagChain Chain, int[] Tags)> known = [.. chains.Zip(_held.Select(tagger.TagsOf))
            .Where(pair => pair.Second is { } tags && tags.Length == pair.First.Words)
            .Select(pair => (pair.First, pair.Second!))];
        if (known.Count == 0) return 1;
        var (low, high, ratio) = (Math.Log(Coldest), Math.Log(Hottest), (Math.Sqrt(5) - 1) / 2);
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
        var (ofLeft, ofRight) = (Surprise(left), Surprise(right));
        while (high - low > LogPrecision)
            if (ofLeft <= ofRight)
            {
                (high, right, ofRight) = (right, left, ofLeft);
                left = high - ratio * (high - low);
                ofLeft = Surprise(left);
            }
            else
            {
                (low, left, ofLeft) = (left, right, ofRight);
                right = low + ratio * (high - low);
                ofRight = Surprise(right);
            }
        return Math.Clamp(Math.Exp((low + high) / 2), Coldest, Hottest);

        double Surprise(double log) => known.Sum(one => one.Chain.Surprise(one.Tags, Math.Exp(log)));
    }

    private static string Digest(Model model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var weight in PretrainedTagging.WeightsOf(model))
            hash.AppendData(MemoryMarshal.AsBytes(weight.Value.Floats));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in _texts.Concat(_held))
        {
            foreach (var word in TextTagger.WordsOf(text)) hash.AppendData(Encoding.UTF8.GetBytes($"{word}\n"));
            foreach (var label in text.Labels(_scheme)) hash.AppendData(Encoding.UTF8.GetBytes($"{label}\n"));
        }
        foreach (var text in _settings.Unlabelled ?? []) hash.AppendData(Encoding.UTF8.GetBytes($"{text}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
