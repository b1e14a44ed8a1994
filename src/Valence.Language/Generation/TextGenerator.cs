using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Valence.Backends;
using Valence.Formats;
using Valence.Generation;
using Valence.Inference;
using Valence.Models;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Language;

/// <summary>Learns from texts how they go on, and goes on with others.</summary>
/// <remarks>A generator does not change: any number of threads may use it at the same time.</remarks>
public sealed class TextGenerator
{
    private readonly TextTokens _tokens;

    internal TextGenerator(Model body, Functional model, TextTokens tokens, GeneratorDescription description) =>
        (Body, Model, _tokens, Description) = (body, model, tokens, description);

    /// <summary>The network: ids <c>[batch, time]</c> to scores of the next ones, <c>[batch, time, ids]</c>.</summary>
    public Functional Model { get; }

    /// <summary>What the network is made of.</summary>
    public GeneratorNetwork Network => Description.Network;

    /// <summary>What texts are made of.</summary>
    public TokenKind Tokens => _tokens.Kind;

    /// <summary>How many tokens are known, with one for what is not and one between texts.</summary>
    public int VocabularySize => _tokens.Count;

    /// <summary>The most tokens that a transformer sees at once, and those of a window of training.</summary>
    public int Context => Description.Context;

    /// <summary>What each epoch of the training came to; null of one that was loaded.</summary>
    public History? History { get; internal init; }

    /// <summary>The figures of the held-out part; null where there was none.</summary>
    public GeneratorFigures? HeldOut => Description.HeldOut;

    internal Model Body { get; }

    internal GeneratorDescription Description { get; }

    internal TextTokens Vocabulary => _tokens;

    /// <summary>Learns from one long text.</summary>
    /// <inheritdoc cref="Train(IReadOnlyList{string}, GeneratorSettings?)"/>
    /// <param name="text">The text.</param>
    /// <param name="settings">How; the defaults when null.</param>
    public static TextGenerator Train(string text, GeneratorSettings? settings = null) =>
        GeneratorTraining.Run([Require.NotNull(text)], endsTexts: false, settings ?? new());

    /// <summary>Learns from texts, how each begins and ends too.</summary>
    /// <remarks>The vocabulary is that of the whole texts, or of the part that is learned from where it is learned.
    /// </remarks>
    /// <param name="texts">The texts.</param>
    /// <param name="settings">How; the defaults when null.</param>
    /// <exception cref="ArgumentException">The texts are too short for a window, or settings contradict each
    /// other.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static TextGenerator Train(IReadOnlyList<string> texts, GeneratorSettings? settings = null) =>
        GeneratorTraining.Run(Require.NotNull(texts), endsTexts: true, settings ?? new());

    /// <summary>Reads a generator.</summary>
    /// <param name="path">A file that <see cref="Save(string)"/> wrote.</param>
    /// <param name="backend">Where operations run; all processors when null.</param>
    /// <param name="cancellationToken">What ends the reading between two weights.</param>
    /// <exception cref="FileFormatException">The file is missing, damaged, of another form, or from a newer
    /// version.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static TextGenerator Load(string path, Backend? backend = null,
        CancellationToken cancellationToken = default)
    {
        using var source = ModelSource.OpenFile(Require.NotNull(path));
        return Load(source, new() { Backend = backend, CancellationToken = cancellationToken });
    }

    internal static TextGenerator Load(ModelSource source, KerasLoadOptions options) =>
        SealedFormats.All.Of(source) is GeneratorFormat ? GeneratorFile.Load(source, options)
            : throw new FileFormatException("C-KIND", source.Place, "expected a Valence generator of texts, found "
                + $"{SealedFormats.All.Of(source).Name}", "Give a file that 'valence train --task generate' wrote");

    /// <summary>Writes the generator's file, which appears whole or not at all.</summary>
    /// <param name="path">The file, replaced where it is there.</param>
    /// <exception cref="Classification.DataException">Weights are no numbers.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) =>
        ReplacedFile.Write(Require.NotNull(path), stream => GeneratorFile.Write(this, stream));

    /// <summary>What may follow a text.</summary>
    /// <param name="prompt">The text before; empty for the beginning of a text, where the training had several.</param>
    /// <param name="options">How; 200 tokens, drawn at a temperature of 0.8, when null.</param>
    /// <param name="cancellationToken">What ends it.</param>
    /// <exception cref="ArgumentException">The prompt is empty and the training had one text; or it holds nothing that
    /// the vocabulary has.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public GeneratedText Generate(string prompt, GenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var run = new Run(this, prompt, options);
        var text = new StringBuilder();
        foreach (var piece in run.Pieces(cancellationToken)) text.Append(piece);
        return new(text.ToString(), run.Count, run.End);
    }

    /// <summary>What may follow a text, piece by piece as it comes; no piece splits a character.</summary>
    /// <inheritdoc cref="Generate" path="/param"/>
    /// <inheritdoc cref="Generate" path="/exception"/>
    public IAsyncEnumerable<string> GenerateAsync(string prompt, GenerationOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Streamed(new Run(this, prompt, options), cancellationToken);

    /// <summary>How well texts are foretold.</summary>
    /// <param name="texts">The texts; where the training had one, they are one after another.</param>
    /// <param name="cancellationToken">What ends it.</param>
    /// <exception cref="ArgumentException">They have less than two tokens.</exception>
    public GeneratorFigures Evaluate(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
        Evaluate(GeneratorTraining.Stream(_tokens, Require.NotNull(texts), Description.EndsTexts),
            texts.Sum(GeneratorTraining.Characters), cancellationToken);

    /// <summary>How well texts are foretold, as a page for people.</summary>
    /// <inheritdoc cref="Evaluate(IReadOnlyList{string}, CancellationToken)" path="/param"/>
    /// <inheritdoc cref="Evaluate(IReadOnlyList{string}, CancellationToken)" path="/exception"/>
    public TaskReport Report(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
        GeneratorPage.Of(this, texts, Evaluate(texts, cancellationToken), cancellationToken);

    internal GeneratorFigures Evaluate(int[] tokens, long characters, CancellationToken cancellation)
    {
        if (tokens.Length < 2)
            throw new ArgumentException($"Expected texts of at least two tokens, received {tokens.Length}.",
                nameof(tokens));
        const int scoresAtOnce = 1 << 22;
        var windowsAtOnce = (int)Math.Max(1, scoresAtOnce / ((long)Context * VocabularySize));
        var (sum, step) = (0.0, windowsAtOnce * Context);
        for (var at = 0; at + 1 < tokens.Length; at += step)
        {
            cancellation.ThrowIfCancellationRequested();
            var whole = Math.Min(step, tokens.Length - 1 - at) / Context;
            if (whole > 0) sum += Losses(tokens.AsSpan(at, whole * Context + 1), whole);
            if (whole < windowsAtOnce && tokens.Length - 1 - at > whole * Context)
                sum += Losses(tokens.AsSpan(at + whole * Context), 1);
        }
        return new(sum / (tokens.Length - 1), tokens.Length - 1, tokens[1..].Count(id => id == TextTokens.Unknown),
            characters);
    }

    internal GenerationOptions Completed(GenerationOptions? options)
    {
        options ??= GeneratorTraining.Drawn with { MaxNewTokens = 200 };
        return options with
        {
            StopTexts = [],
            SuppressTokens = [TextTokens.Unknown, .. Description.EndsTexts ? (int[])[] : [TextTokens.Between],
                .. options.SuppressTokens],
            StopSequences = Description.EndsTexts ? [[TextTokens.Between], .. options.StopSequences]
                : options.StopSequences,
        };
    }

    // The sum of −ln p of the tokens after the first, in so many windows side by side.
    private double Losses(ReadOnlySpan<int> tokens, int rows)
    {
        var scores = Model.Predict(Tensor.From(tokens[..^1], [rows, (tokens.Length - 1) / rows]), rows).Floats;
        var (sum, width) = (0.0, VocabularySize);
        var own = new double[width];
        for (var i = 1; i < tokens.Length; i++)
        {
            for (var id = 0; id < width; id++) own[id] = scores[(i - 1) * width + id];
            TokenScores.Logarithms(own);
            sum -= own[tokens[i]];
        }
        return sum;
    }

    private static async IAsyncEnumerable<string> Streamed(Run run,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var pieces = run.Pieces(cancellation).GetEnumerator();
        // Each token is computed away from the caller's thread.
        while (await Task.Run(pieces.MoveNext, cancellation).ConfigureAwait(false)) yield return pieces.Current;
    }

    /// <summary>One text that goes on.</summary>
    internal sealed class Run
    {
        private readonly TextGenerator _generator;
        private readonly GenerationOptions _options;
        private readonly IReadOnlyList<string> _stops;
        private readonly int[] _prompt;

        public Run(TextGenerator generator, string prompt, GenerationOptions? options)
        {
            _generator = generator;
            _stops = options?.StopTexts ?? [];
            _options = generator.Completed(options);
            _prompt = [.. generator.Description.EndsTexts ? (int[])[TextTokens.Between] : [],
                .. generator._tokens.Encode(Require.NotNull(prompt))];
            if (_prompt.Length == 0)
                throw new ArgumentException("Expected a prompt of at least one token, received none: the generator "
                    + "learned from one text, which it knows no beginning of. Give some of the text before.",
                    nameof(prompt));
            if (prompt.Length > 0 && _prompt.All(id => id < TextTokens.Reserved))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected a prompt with "
                    + $"something of the training's vocabulary, all {_prompt.Length} tokens are unknown."),
                    nameof(prompt));
        }

        public int Count { get; private set; }

        public GenerationEnd End { get; private set; }

        public IEnumerable<string> Pieces(CancellationToken cancellation)
        {
            using var session = _generator.Model.NewDecodingSession();
            var generation = new TokenGeneration(session, _options);
            var pieces = new TextPieces(_generator._tokens, _stops);
            foreach (var id in generation.Continue(_prompt, cancellation))
            {
                Count++;
                if (pieces.Add(id) is { Length: > 0 } piece) yield return piece;
                if (!pieces.IsStopped) continue;
                End = GenerationEnd.StopText;
                yield break;
            }
            var rest = pieces.Rest();
            End = pieces.IsStopped ? GenerationEnd.StopText : generation.End;
            if (rest.Length > 0) yield return rest;
        }
    }
}
