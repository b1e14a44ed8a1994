using System.Text.Json.Nodes;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Tokens in their order as Keras' <c>TextVectorization</c> reads them in int mode: 0 pads at the end, 1 is
/// every unknown token, and the vocabulary's follow from 2 on.</summary>
/// <remarks>For networks that were made for that layer. Instances are immutable and safe for use by several
/// threads.</remarks>
public sealed class VectorizedEncoder : TextEncoder
{
    /// <summary>The name of the class in files.</summary>
    internal const string Name = "Vectorized";

    private const int Unknown = 1;

    private readonly TextVectorizer _vectorizer;
    private readonly TextVectorizerOptions _options;
    private readonly string[] _vocabulary;
    private readonly int _length;

    /// <summary>An encoder that reads as a vectorizer does.</summary>
    /// <param name="vectorizer">One of int mode with a vocabulary and a length
    /// (<see cref="TextVectorizerOptions.OutputSequenceLength"/>): ids that the network takes at once. Longer texts are
    /// read in windows, and lose their end in training. What it learns later is not seen here.</param>
    /// <exception cref="ArgumentException">It is in another mode, has no length or no vocabulary, makes n-grams or
    /// whole texts of tokens, or standardizes or splits by code of one's own, which files cannot hold.</exception>
    public VectorizedEncoder(TextVectorizer vectorizer)
    {
        var options = Require.NotNull(vectorizer).Options;
        if (options.OutputMode != OutputMode.Int)
            throw Wrong($"the mode int, received {options.OutputMode}: a table of ids is what networks read");
        if (options.OutputSequenceLength is not { } length) throw Wrong("an OutputSequenceLength, found none");
        if (options.CustomStandardize is not null || options.CustomSplit is not null)
            throw Wrong("a standardization and a split that have names, received code, which files cannot hold");
        if (options.Ngrams is not null) throw Wrong("single tokens, received n-grams, which NGramEncoder counts");
        if (options.Split == TextSplit.None)
            throw Wrong("a split, received none: a text that is one token is no other text's");
        _vocabulary = vectorizer.GetVocabulary(includeSpecialTokens: false);
        if (_vocabulary.Length == 0) throw Wrong("a vocabulary, found none: call Adapt first");
        _length = length;
        // Texts are cut later, in windows.
        _options = new() { Standardize = options.Standardize, Split = options.Split, Vocabulary = _vocabulary };
        _vectorizer = new(_options);

        static ArgumentException Wrong(string expected) =>
            new($"Expected a vectorizer with {expected}.", nameof(vectorizer));
    }

    /// <inheritdoc/>
    public override string ClassName => Name;

    /// <inheritdoc/>
    public override int Ids => _vectorizer.VocabularySize;

    /// <inheritdoc/>
    public override int? Length => _length;

    /// <inheritdoc/>
    public override IReadOnlyList<TextPiece> Pieces(string text)
    {
        var (pieces, next) = (new List<TextPiece>(), 0);
        var places = Places(text);
        var kept = string.Create(places.Length, (text, places), static (to, of) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = of.text[of.places[i]];
        });
        foreach (var (token, id) in _vectorizer.Tokenize(text).Zip(IdsOf(text)))
        {
            if (token.Length == 0) continue;
            var start = kept.IndexOf(token, next, StringComparison.OrdinalIgnoreCase);
            // Half a surrogate pair is U+FFFD as a token.
            var at = next < places.Length ? places[next] : text.Length;
            if (start >= 0) next = start + token.Length;
            if (id > Unknown) pieces.Add(start < 0 ? new(id, at, at) : new(id, places[start], places[next - 1] + 1));
        }
        return pieces;
    }

    // Where what standardizing leaves of a text stands in it.
    private int[] Places(string text)
    {
        var strips = _options.Standardize is TextStandardization.LowerAndStripPunctuation
            or TextStandardization.StripPunctuation;
        return [.. Enumerable.Range(0, text.Length).Where(i => !strips || !char.IsAscii(text[i])
            || !(char.IsPunctuation(text[i]) || char.IsSymbol(text[i])))];
    }

    /// <inheritdoc/>
    public override double? UnseenWords(string text) =>
        IdsOf(text) is { Length: > 0 } ids ? (double)ids.Count(id => id == Unknown) / ids.Length : null;

    /// <inheritdoc/>
    public override JsonObject Config() => new()
    {
        ["length"] = Length,
        ["standardize"] = $"{_options.Standardize}",
        ["split"] = $"{_options.Split}",
        ["vocabulary"] = new JsonArray([.. _vocabulary.Select(token => (JsonNode)token)]),
    };

    /// <summary>The encoder of a file.</summary>
    internal static VectorizedEncoder Read(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, "length", "standardize", "split", "vocabulary");
        return new(new(new()
        {
            OutputSequenceLength = config.Int("length"),
            Standardize = Named<TextStandardization>("standardize"),
            Split = Named<TextSplit>("split"),
            Vocabulary = LabelSet.NamesIn(config, "vocabulary"),
        }));

        T Named<T>(string field) where T : struct, Enum => Enum.GetNames<T>().Contains(config.Text(field))
            ? Enum.Parse<T>(config.Text(field)) : throw config.Wrong(field, $"one of {string.Join(", ",
                Enum.GetNames<T>())}");
    }

    internal override int[] IdsOf(string text) => _vectorizer.Encode([text]).Ints.ToArray();
}
