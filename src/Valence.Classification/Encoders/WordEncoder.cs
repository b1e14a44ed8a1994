using System.Text.Json.Nodes;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Words, or characters, in their order: Keras' <see cref="Text.Tokenizer"/> on cleaned texts, and a length
/// that all texts are brought to, or read in windows of.</summary>
public sealed class WordEncoder : TextEncoder
{
    /// <summary>The name of the class in files.</summary>
    internal const string Name = "Words";

    // Two strided convolutions of the longest kernel need this many steps.
    private const int MinLength = 64;

    /// <summary>An encoder with a vocabulary that was learned before.</summary>
    /// <param name="cleaning">What is done to the text before it is split into words.</param>
    /// <param name="tokenizer">The vocabulary.</param>
    /// <param name="length">Ids that the network takes at once, at least 1: shorter texts are padded in front, longer
    /// ones read in windows, and lose their beginning in training.</param>
    public WordEncoder(TextCleaning cleaning, Tokenizer tokenizer, int length)
    {
        (Cleaning, Tokenizer) = (Require.NotNull(cleaning), Require.NotNull(tokenizer));
        Words = Require.AtLeast(1, length, nameof(length));
    }

    /// <summary>What is done to a text first.</summary>
    public TextCleaning Cleaning { get; }

    /// <summary>The vocabulary.</summary>
    public Tokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public override string ClassName => Name;

    /// <inheritdoc/>
    public override int Ids => Math.Min(Tokenizer.NumWords ?? int.MaxValue, Tokenizer.WordIndex.Count + 1);

    /// <inheritdoc/>
    public override int? Length => Words;

    /// <inheritdoc/>
    public override bool PadsInFront => true;

    private int Words { get; }

    /// <summary>Learns the vocabulary of the texts, and the length from the longest of them.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="numWords">Ids at most, padding and the most frequent words.</param>
    /// <param name="maxLength">Ids that the network takes at once, at most.</param>
    /// <param name="settings">Cleaning, what a word is, and what stops it.</param>
    /// <exception cref="DataException">The texts hold no words.</exception>
    /// <exception cref="ArgumentException">The split is <see cref="TextSplit.None"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static WordEncoder Fit(IReadOnlyList<string> texts, int numWords, int maxLength,
        TrainingSettings? settings = null)
    {
        settings ??= new();
        if (settings.Split is not (TextSplit.Whitespace or TextSplit.Character))
            throw new ArgumentException($"Expected a split at white space or into characters, received "
                + $"{settings.Split}: a text that is one word is no other text's.", nameof(settings));
        var tokenizer = new Tokenizer(numWords: numWords, charLevel: settings.Split == TextSplit.Character);
        tokenizer.FitOnTexts(texts.Select(Clean));
        settings.CancellationToken.ThrowIfCancellationRequested();
        if (tokenizer.WordIndex.Count == 0) throw new DataException("The texts hold no words. Check the text column.");
        var longest = 0;
        foreach (var text in texts)
        {
            if (longest >= maxLength) break;
            longest = Math.Max(longest, tokenizer.TextsToSequences([Clean(text)])[0].Length);
        }
        return new(settings.Cleaning, tokenizer, Math.Min(maxLength, Math.Max(MinLength, longest)));

        string Clean(string text)
        {
            settings.CancellationToken.ThrowIfCancellationRequested();
            return settings.Cleaning.Apply(text);
        }
    }

    // Cleaning may change anything: a word stands where it is found next, or nowhere.
    /// <inheritdoc/>
    public override IReadOnlyList<TextPiece> Pieces(string text)
    {
        var (pieces, next) = (new List<TextPiece>(), 0);
        foreach (var id in IdsOf(text))
        {
            var word = Tokenizer.IndexWord[id];
            var start = text.IndexOf(word, next, StringComparison.OrdinalIgnoreCase);
            if (start < 0)
            {
                pieces.Add(new(id, next, next));
                continue;
            }
            next = start + word.Length;
            pieces.Add(new(id, start, next));
        }
        return pieces;
    }

    /// <inheritdoc/>
    public override double? UnseenWords(string text) => Tokenizer.UnseenWords(Cleaning.Apply(text));

    // Without counts it is no tokenizer of Keras' form.
    /// <inheritdoc/>
    public override JsonObject Config() => new()
    {
        ["length"] = Length,
        ["cleaning"] = Cleaning.ToJson(),
        [Tokenizer.HasCounts ? "tokenizer" : "words"] = Tokenizer.HasCounts ? Tokenizer.ToJson() : new JsonObject
        {
            ["num_words"] = Tokenizer.NumWords,
            ["filters"] = Tokenizer.Filters,
            ["lower"] = Tokenizer.Lower,
            ["split"] = Tokenizer.Split,
            ["char_level"] = Tokenizer.CharLevel,
            ["oov_token"] = Tokenizer.OovToken,
            ["by_id"] = new JsonArray([.. Tokenizer.IndexWord.Values.Select(word => (JsonNode)word)]),
        },
    };

    /// <summary>The encoder of a file.</summary>
    internal static WordEncoder Read(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, "length", "cleaning", config.Has("words") ? "words" : "tokenizer");
        if (!config.Has("words")) return ReadFirst(config);
        var words = config.Object("words");
        ClassifierFile.RefuseOthers(words, "num_words", "filters", "lower", "split", "char_level", "oov_token",
            "by_id");
        var settings = new Tokenizer(words.OptionalInt("num_words"), words.Text("filters"), words.Bool("lower", true),
            words.Text("split"), words.Bool("char_level", false), words.OptionalText("oov_token"));
        return new(TextCleaning.Parse(config.Get("cleaning").GetRawText()),
            Tokenizer.OfWords(settings, LabelSet.NamesIn(words, "by_id")), config.Int("length"));
    }

    /// <summary>The encoder of a file of the first version, among whose fields are others.</summary>
    internal static WordEncoder ReadFirst(ConfigReader config) =>
        new(TextCleaning.Parse(config.Get("cleaning").GetRawText()),
        Tokenizer.FromJson(config.Text("tokenizer")), config.Int("length"));

    // The words that a new vocabulary would have, behind those that are known.
    internal override WordEncoder? With(IReadOnlyList<string> texts, int most, CancellationToken cancellation)
    {
        if (Tokenizer.Analyzer is not null) return null;
        var fresh = new Tokenizer(most, Tokenizer.Filters, Tokenizer.Lower, Tokenizer.Split, Tokenizer.CharLevel);
        fresh.FitOnTexts(texts.Select(text =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Cleaning.Apply(text);
        }));
        string[] added = [.. fresh.IndexWord.Where(entry => entry.Key < most
            && !(Tokenizer.WordIndex.TryGetValue(entry.Value, out var id) && id < Ids)).Select(entry => entry.Value)];
        if (added.Length == 0) return this;
        var settings = new Tokenizer(null, Tokenizer.Filters, Tokenizer.Lower, Tokenizer.Split, Tokenizer.CharLevel,
            Tokenizer.OovToken);
        return new(Cleaning, Tokenizer.OfWords(settings, [.. Enumerable.Range(1, Ids - 1).Select(id =>
            Tokenizer.IndexWord[id]), .. added]), Words);
    }

    internal override WordEncoder Slim() => Tokenizer.HasCounts ? new(Cleaning, Tokenizer.WithoutCounts(), Words)
        : this;

    internal override int[] IdsOf(string text) => Tokenizer.TextsToSequences([Cleaning.Apply(text)])[0];
}
