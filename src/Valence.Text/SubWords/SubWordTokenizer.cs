using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Valence.Formats;

namespace Valence.Text;

/// <summary>Splits texts into parts of words and numbers them, as the models on Hugging Face expect it: WordPiece
/// (BERT), byte pairs (GPT-2, RoBERTa) or Unigram (XLM-RoBERTa).</summary>
/// <remarks>
/// A chain of parts, as a <c>tokenizer.json</c> declares them: added tokens are found, a normalizer changes characters,
/// a pre-tokenizer splits, a model takes the pieces apart, a post-processor adds special tokens, and a decoder makes
/// text of tokens again. Ids, tokens and spans are those of Hugging Face's
/// <see href="https://github.com/huggingface/tokenizers">tokenizers</see>; but spans count UTF-16 units, as
/// <see cref="string"/> does. Half a surrogate pair counts as U+FFFD.
/// A tokenizer does not change: any number of threads may use it at the same time.
/// </remarks>
public sealed class SubWordTokenizer
{
    private readonly EncodingSessions _sessions;
    private readonly SubWordParts _parts;
    private readonly Dictionary<int, AddedToken> _added;
    private readonly Dictionary<string, int> _addedIds;
    private readonly TokenAssembly[] _assemblies;

    internal SubWordTokenizer(SubWordParts parts, SubWordTruncation? truncation, SubWordPadding? padding,
        EncodingSessions? sessions = null)
    {
        _parts = parts;
        (Truncation, Padding) = (truncation, padding);
        _sessions = sessions ?? new();
        _added = parts.AddedTokens.ToDictionary(token => token.Id);
        _addedIds = parts.AddedTokens.ToDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal);
        var single = parts.PostProcessor?.Layout(false) ?? TokenLayout.Single;
        var pair = parts.PostProcessor?.Layout(true) ?? TokenLayout.Pair;
        _assemblies = Array.ConvertAll([single.WithoutSpecial(), single, pair.WithoutSpecial(), pair],
            layout => new TokenAssembly(this, layout, parts.PostProcessor?.Trimming));
        VocabularySize = Math.Max(parts.Model.Vocabulary.Size,
            parts.AddedTokens.Select(token => token.Id + 1).DefaultIfEmpty().Max());
    }

    /// <summary>The tokens beside the model's, such as <c>[CLS]</c>.</summary>
    public IReadOnlyList<AddedToken> AddedTokens => _parts.AddedTokens;

    /// <summary>One more than the largest id: as many rows as an embedding needs.</summary>
    public int VocabularySize { get; }

    /// <summary>What is cut of long texts; nothing when null.</summary>
    public SubWordTruncation? Truncation { get; }

    /// <summary>What short texts are filled up with; nothing when null.</summary>
    public SubWordPadding? Padding { get; }

    internal SubWordParts Declared => _parts;

    /// <summary>Opens a tokenizer that another program saved.</summary>
    /// <param name="path">A <c>tokenizer.json</c>, or a folder with that; or else with a <c>vocab.txt</c> (BERT), or
    /// with <c>vocab.json</c> and <c>merges.txt</c> (GPT-2, RoBERTa), and the settings of a
    /// <c>tokenizer_config.json</c>, if there is one.</param>
    /// <exception cref="FileFormatException">A file is damaged, contradicts itself or declares what Valence does not
    /// know; the message names it.</exception>
    /// <exception cref="FileNotFoundException">There is no such file, or none of them in the folder.</exception>
    public static SubWordTokenizer Open(string path) => SubWordFiles.Open(path);

    /// <summary>The tokenizer that a <c>tokenizer.json</c> describes.</summary>
    /// <param name="json">The text of the file.</param>
    /// <exception cref="FileFormatException">As for <see cref="Open"/>.</exception>
    public static SubWordTokenizer FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return SubWordJson.Read(System.Text.Encoding.UTF8.GetBytes(json), new("the tokenizer"));
    }

    /// <summary>KerasHub's <c>WordPieceTokenizer</c>.</summary>
    /// <param name="vocabulary">The tokens in the order of their ids.</param>
    /// <param name="lowercase">Whether texts are lower-cased, ß and final σ folded; KerasHub also folds signs that are
    /// compatible with others, such as ™.</param>
    /// <param name="stripAccents">Whether letters lose their accents.</param>
    /// <param name="splitOnCjk">Whether ideographs are words of their own.</param>
    /// <param name="oovToken">The token of unknown words.</param>
    /// <exception cref="ArgumentException">A token is there twice.</exception>
    /// <exception cref="FileFormatException">The vocabulary lacks <paramref name="oovToken"/>.</exception>
    public static SubWordTokenizer FromKerasWordPiece(IReadOnlyList<string> vocabulary, bool lowercase = false,
        bool stripAccents = false, bool splitOnCjk = true, string oovToken = "[UNK]")
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(oovToken);
        return FromJson(KerasWordPieceJson.Around(vocabulary, lowercase, stripAccents, splitOnCjk, oovToken)
            .ToJsonString());
    }

    /// <summary>A tokenizer whose WordPiece vocabulary was learned from texts, with BERT's other parts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="size">The most tokens, special ones included.</param>
    /// <param name="options">How it is learned; the defaults when null.</param>
    /// <remarks>Pairs of symbols are merged, the most frequent first; of equally frequent ones that whose first, then
    /// second symbol came first. Symbols are the special tokens, the characters by code point, those within words
    /// (<c>##x</c>) by code point, and merges in their order. The result does not depend on the number of
    /// threads.</remarks>
    /// <exception cref="ArgumentException">The texts have no characters, or <paramref name="size"/> has no room for
    /// special tokens and characters.</exception>
    public static SubWordTokenizer TrainWordPiece(IEnumerable<string> texts, int size,
        SubWordTrainingOptions? options = null) => SubWordTraining.WordPiece(texts, size, options ?? new());

    /// <summary>A tokenizer whose byte pairs were learned from texts, with GPT-2's other parts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="size">The most tokens, special ones and the 256 bytes included.</param>
    /// <param name="options">How it is learned; the defaults when null.</param>
    /// <remarks>As for <see cref="TrainWordPiece"/>; symbols are the special tokens, the bytes by the code points of
    /// their characters, and merges in their order.</remarks>
    /// <exception cref="ArgumentException"><paramref name="size"/> has no room for special tokens and
    /// bytes.</exception>
    public static SubWordTokenizer TrainBytePair(IEnumerable<string> texts, int size,
        SubWordTrainingOptions? options = null) => SubWordTraining.BytePair(texts, size, options ?? new());

    /// <summary>The same tokenizer with other settings of length.</summary>
    /// <param name="truncation">What is cut of long texts; nothing when null.</param>
    /// <param name="padding">What short texts are filled up with; nothing when null.</param>
    public SubWordTokenizer With(SubWordTruncation? truncation, SubWordPadding? padding) =>
        new(_parts, truncation, padding, _sessions);

    /// <summary>The token of an id; null where there is none.</summary>
    public string? Token(int id) =>
        _parts.Model.Vocabulary[id] ?? (_added.TryGetValue(id, out var token) ? token.Content : null);

    /// <summary>The id of a token; null where there is none.</summary>
    public int? Id(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (_addedIds.TryGetValue(token, out var added)) return added;
        return _parts.Model.Vocabulary.Find(token) is >= 0 and var id ? id : null;
    }

    /// <summary>A text as tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">Whether the tokens that the post-processor declares stand around it.</param>
    /// <exception cref="SubWordException">The vocabulary has no token for a part of the text and none for unknown ones,
    /// or <see cref="Truncation"/> leaves nothing that it may cut.</exception>
    public EncodedText Encode(string text, bool addSpecialTokens = true) =>
        Padded(Unpadded(Require.NotNull(text), null, addSpecialTokens));

    /// <summary>A pair of texts as tokens.</summary>
    /// <param name="text">The first text.</param>
    /// <param name="pair">The second text.</param>
    /// <param name="addSpecialTokens">Whether the tokens that the post-processor declares stand around them.</param>
    /// <exception cref="SubWordException">As for one text.</exception>
    public EncodedText Encode(string text, string pair, bool addSpecialTokens = true) =>
        Padded(Unpadded(Require.NotNull(text), Require.NotNull(pair), addSpecialTokens));

    /// <summary>Texts as tokens, each as it is alone; filled up to one length where <see cref="Padding"/> asks for
    /// it.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="pairs">For each the second text; none when null.</param>
    /// <param name="addSpecialTokens">Whether the tokens that the post-processor declares stand around them.</param>
    /// <param name="threads">The most threads; as many as there are processors when null. The result does not depend on
    /// it.</param>
    /// <exception cref="ArgumentException">There are not as many pairs as texts.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    /// <exception cref="SubWordException">As for one text; the first text to blame is told.</exception>
    public EncodedText[] EncodeAll(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs = null,
        bool addSpecialTokens = true, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (pairs is not null && pairs.Count != texts.Count)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Expected as many second texts as first ones, {texts.Count}, received {pairs.Count}."), nameof(pairs));
        var encoded = new EncodedText[texts.Count];
        var errors = new ConcurrentDictionary<int, Exception>();
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = threads is { } most ? Require.AtLeast(1, most, nameof(threads))
                : Environment.ProcessorCount,
        };
        Parallel.For(0, texts.Count, parallel, EncodeOne);
        if (errors.Count > 0) ExceptionDispatchInfo.Throw(errors[errors.Keys.Min()]);
        if (Padding is not { } padding || encoded.Length == 0) return encoded;
        var length = padding.LengthFor(encoded.Max(text => text.Ids.Count));
        return Array.ConvertAll(encoded, text => text.Padded(padding, length));

        void EncodeOne(int i)
        {
            try
            {
                encoded[i] = Unpadded(Text(texts, i), pairs is null ? null : Text(pairs, i), addSpecialTokens);
            }
            catch (Exception error)
            {
                errors[i] = error;
            }
        }
    }

    /// <summary>The text of tokens.</summary>
    /// <param name="ids">The tokens.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    /// <exception cref="SubWordException">An id has no token.</exception>
    public string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var tokens = new List<string>(ids.Count);
        for (var i = 0; i < ids.Count; i++)
        {
            var token = Token(ids[i]) ?? throw new SubWordException(string.Create(CultureInfo.InvariantCulture,
                $"Expected ids of the vocabulary, received {ids[i]} at place {i}, which has no token. Check that they "
                    + $"are this tokenizer's."));
            var isSpecial = _addedIds.TryGetValue(token, out var id) && _added[id].Special;
            if (!skipSpecialTokens || !isSpecial) tokens.Add(token);
        }
        return _parts.Decoder is { } decoder ? string.Concat(decoder.Decode(tokens)) : string.Join(' ', tokens);
    }

    /// <summary>The text of a <c>tokenizer.json</c> that opens as an equal tokenizer, here and at Hugging
    /// Face.</summary>
    public string ToJson() => System.Text.Encoding.UTF8.GetString(SubWordJson.Write(this));

    /// <summary>Writes a <c>tokenizer.json</c> that opens as an equal tokenizer, here and at Hugging Face.</summary>
    /// <param name="path">The file, or a folder that is there.</param>
    /// <exception cref="IOException">The file cannot be written; what was there stays as it is.</exception>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = Directory.Exists(path) ? Path.Combine(path, SubWordFiles.Whole) : path;
        ReplacedFile.Write(file, stream => stream.Write(SubWordJson.Write(this)));
    }

    private static string Text(IReadOnlyList<string> texts, int i) =>
        texts[i] ?? throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"Expected texts, received null at place {i}."), nameof(texts));

    private EncodedText Padded(EncodedText encoded) => Padding is { } padding
        ? encoded.Padded(padding, padding.LengthFor(encoded.Ids.Count)) : encoded;

    private EncodedText Unpadded(string text, string? pair, bool addSpecialTokens)
    {
        var session = Interlocked.Exchange(ref _sessions.Last, null);
        if (session is null && !_sessions.Others.TryTake(out session)) session = new(_parts);
        session.Encode(text, session.First);
        if (pair is not null) session.Encode(pair, session.Second);
        var encoded = Assembled(session, pair is null ? null : session.Second,
            _assemblies[(pair is null ? 0 : 2) + (addSpecialTokens ? 1 : 0)]);
        if (session.IsKept && Interlocked.Exchange(ref _sessions.Last, session) is { } other)
            _sessions.Others.Add(other);
        return encoded;
    }

    private EncodedText Assembled(EncodingSession session, TokenRun? second, TokenAssembly assembly)
    {
        var first = session.First;
        if (Truncation is not { } truncation
            || first.Count + (second?.Count ?? 0) + assembly.Added <= truncation.MaxLength)
            return assembly.Of(first, second);
        var (windows, others) = TokenWindows.Of(first, second, truncation, assembly.Added);
        return assembly.Of(windows, others);
    }
}
