using System.Globalization;
using Valence.Backends;
using Valence.Formats;
using Valence.Generation;
using Valence.Models;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Language;

/// <summary>Learns from pairs of texts how one becomes the other, and translates others.</summary>
/// <remarks>A translator does not change: any number of threads may use it at the same time. Runs of white space are as
/// one blank to it, and there is none at the beginning and the end of its translations.</remarks>
public sealed class TextTranslator
{
    private readonly TextTokens _tokens;

    internal TextTranslator(Model body, TranslatorModel graphs, TextTokens tokens, TranslatorDescription description) =>
        (Body, Graphs, _tokens, Description) = (body, graphs, tokens, description);

    /// <summary>The network: ids of a text <c>[batch, time]</c> and those of its translation <c>[batch, steps]</c> to
    /// scores of the next ones, <c>[batch, steps, ids]</c>.</summary>
    public Functional Model => Graphs.Whole;

    /// <summary>What the network is made of.</summary>
    public TranslatorNetwork Network => Description.Network;

    /// <summary>What texts are made of.</summary>
    public TokenKind Tokens => _tokens.Kind;

    /// <summary>How many tokens are known, with one for what is not and one that begins and ends texts.</summary>
    public int VocabularySize => _tokens.Count;

    /// <summary>The most tokens of a text, and of a translation with its end.</summary>
    public int MaxLength => Description.MaxLength;

    /// <summary>Whether capital letters are as small ones.</summary>
    public bool Lowercase => Description.Lowercase;

    /// <summary>What each epoch of the training came to; null of one that was loaded.</summary>
    public History? History { get; internal init; }

    /// <summary>How well the held-out pairs are foretold; null of a file without these figures.</summary>
    public TranslatorFigures? HeldOut => Description.HeldOut;

    internal Model Body { get; }

    internal TranslatorModel Graphs { get; }

    internal TranslatorDescription Description { get; }

    internal TextTokens Vocabulary => _tokens;

    /// <summary>Learns from pairs.</summary>
    /// <param name="pairs">The pairs; the vocabulary is that of both sides of those that are learned from.</param>
    /// <param name="settings">How; the defaults when null.</param>
    /// <exception cref="ArgumentException">There are too few pairs, one has an empty text, or settings contradict each
    /// other.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static TextTranslator Train(IReadOnlyList<TextPair> pairs, TranslatorSettings? settings = null) =>
        TranslatorTraining.Run(Require.NotNull(pairs), settings ?? new());

    /// <summary>Reads a translator.</summary>
    /// <param name="path">A file that <see cref="Save(string)"/> wrote.</param>
    /// <param name="backend">Where operations run; all processors when null.</param>
    /// <param name="cancellationToken">What ends the reading between two weights.</param>
    /// <exception cref="FileFormatException">The file is missing, damaged, of another form, or from a newer
    /// version.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static TextTranslator Load(string path, Backend? backend = null,
        CancellationToken cancellationToken = default)
    {
        using var source = ModelSource.OpenFile(Require.NotNull(path));
        return Load(source, new() { Backend = backend, CancellationToken = cancellationToken });
    }

    internal static TextTranslator Load(ModelSource source, KerasLoadOptions options) =>
        SealedFormats.All.Of(source) is TranslatorFormat ? TranslatorFile.Load(source, options)
            : throw new FileFormatException("C-KIND", source.Place, "expected a Valence translator, found "
                + $"{SealedFormats.All.Of(source).Name}", "Give a file that 'valence train --task translate' wrote");

    /// <summary>Writes the translator's file, which appears whole or not at all.</summary>
    /// <param name="path">The file, replaced where it is there.</param>
    /// <exception cref="Classification.DataException">Weights are no numbers.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) =>
        ReplacedFile.Write(Require.NotNull(path), stream => TranslatorFile.Write(this, stream));

    /// <summary>Translates a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">How; five beams when null.</param>
    /// <param name="cancellationToken">What ends it.</param>
    /// <exception cref="ArgumentException">The text is empty, has more than <see cref="MaxLength"/> tokens, or nothing
    /// that the vocabulary knows.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public TranslatedText Translate(string text, TranslationOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Translate(Source(Require.NotNull(text), null), options ?? new(), cancellationToken);

    /// <summary>Translates texts, several at the same time; each has the translation that it has alone.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">How; five beams when null.</param>
    /// <param name="cancellationToken">What ends it.</param>
    /// <inheritdoc cref="Translate(string, TranslationOptions, CancellationToken)" path="/exception"/>
    public IReadOnlyList<TranslatedText> Translate(IReadOnlyList<string> texts, TranslationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        int[][] sources = [.. Require.NotNull(texts).Select((text, i) => Source(text, i))];
        var translations = new TranslatedText[sources.Length];
        var most = Body.Backend is CpuBackend cpu ? cpu.Threads : -1;
        Parallel.For(0, sources.Length, new() { CancellationToken = cancellationToken, MaxDegreeOfParallelism = most },
            i => translations[i] = Translate(sources[i], options ?? new(), cancellationToken));
        return translations;
    }

    /// <summary>How good translations of the pairs' sources are, held against their targets, by BLEU (13a) and
    /// chrF.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="options">How they are looked for; five beams when null.</param>
    /// <param name="cancellationToken">What ends it.</param>
    /// <exception cref="ArgumentException">There is no pair, or a source cannot be translated.</exception>
    public TranslationReport Evaluate(IReadOnlyList<TextPair> pairs, TranslationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (Require.NotNull(pairs).Count == 0) throw new ArgumentException("Expected pairs, received none.",
            nameof(pairs));
        var translations = Translate([.. pairs.Select(pair => pair.Source)], options, cancellationToken);
        string[] texts = [.. translations.Select(translation => translation.Text)];
        string[][] references = [[.. pairs.Select(pair => pair.Target)]];
        return new(new Bleu { Lowercase = Lowercase }.Corpus(texts, references),
            new ChrF { Lowercase = Lowercase }.Corpus(texts, references), translations);
    }

    /// <summary>Refuses a text that has no translation.</summary>
    internal void RequireTranslatable(string text) => Source(text, null);

    /// <summary>The words or characters of a text that the vocabulary lacks.</summary>
    internal IReadOnlyList<string> Lacking(string text) =>
        [.. _tokens.Lacking(Prepared(text, Tokens, Lowercase)).Select(piece => piece.Trim())];

    /// <summary>A text as it is cut into tokens: words have a blank before them, the first one too.</summary>
    internal static string Prepared(string text, TokenKind kind, bool lowercase)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (lowercase) words = words.ToLowerInvariant();
        return kind == TokenKind.Characters ? words : $" {words}";
    }

    internal (int[] Source, int[] Target) Encode(TextPair pair) => (Encode(pair.Source), Encode(pair.Target));

    internal TranslatorFigures Judged(IReadOnlyList<(int[] Source, int[] Target)> pairs, CancellationToken cancellation)
    {
        const int pairsAtOnce = 16;
        var (sum, tokens, unknown) = (0.0, 0L, 0L);
        foreach (var rows in pairs.OrderBy(pair => pair.Target.Length).Chunk(pairsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = PairBatches.Padded(rows);
            var scores = Model.Predict(batch.X, rows.Length).Floats;
            var next = batch.Y.Tensors[0].Ints;
            var own = new double[VocabularySize];
            for (var i = 0; i < next.Length; i++)
            {
                if (next[i] == PairBatches.NoClass) continue;
                for (var id = 0; id < own.Length; id++) own[id] = scores[i * own.Length + id];
                TokenScores.Logarithms(own);
                sum -= own[next[i]];
                tokens++;
                if (next[i] == TextTokens.Unknown) unknown++;
            }
        }
        return new(sum / tokens, tokens, unknown, pairs.Count);
    }

    private int[] Encode(string text) => _tokens.Encode(Prepared(text, Tokens, Lowercase));

    private int[] Source(string? text, int? index)
    {
        var ids = Encode(text ?? throw new ArgumentException("Expected texts, received null."));
        var which = index is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (text {index + 1})");
        if (string.IsNullOrWhiteSpace(text))
            throw new ArgumentException($"Expected a text to translate, received an empty one{which}.", nameof(text));
        if (ids.Length > MaxLength)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected a text of at most "
                + $"{MaxLength} tokens, received {ids.Length}{which}. Give its sentences one by one."), nameof(text));
        return ids.All(id => id < TextTokens.Reserved)
            ? throw new ArgumentException($"Expected a text with something of the training's vocabulary, all of its "
                + $"{ids.Length} tokens are unknown{which}.", nameof(text))
            : ids;
    }

    private TranslatedText Translate(int[] ids, TranslationOptions options, CancellationToken cancellation)
    {
        var source = Tensor.From(ids, [1, ids.Length]);
        using var session = Graphs.Decoder.NewDecodingSession(Graphs.Encoder.Predict(source), source);
        var generation = new TokenGeneration(session, new()
        {
            MaxNewTokens = Math.Min(MaxLength, options.MaxNewTokens ?? 3 * ids.Length + 10),
            Beams = options.Beams,
            LengthPenalty = options.LengthPenalty,
            SuppressTokens = [TextTokens.Unknown],
            StopSequences = [[TextTokens.Between]],
        });
        int[] tokens = [.. generation.Continue([TextTokens.Between], cancellation)];
        var isWhole = generation.End == GenerationEnd.StopSequence;
        return new(_tokens.Decode(tokens).Trim(), isWhole ? tokens.Length - 1 : tokens.Length, isWhole,
            generation.Score);
    }
}
