using System.Text.Json;

namespace Valence.Text;

/// <summary>Characters merged pair by pair, the pair that was learned first before all others
/// (<see href="https://arxiv.org/abs/1508.07909">Sennrich et al., 2016</see>).</summary>
internal sealed class BytePairModel : SubWordModel
{
    // Of these the token is kept at hand.
    private const int KeptCharacters = 0x400;

    private readonly Options _options;
    private readonly (int Left, int Right)[] _merges;
    private readonly int[] _inside = new int[KeptCharacters];
    private readonly ByteTokens _bytes;
    private readonly int _unknown;

    private BytePairModel(SubWordVocabulary vocabulary, Options options, (int Left, int Right)[] merges,
        Dictionary<long, PairMerge> table)
        : base(vocabulary)
    {
        (_options, _merges, Merges) = (options, merges, table);
        _bytes = new(vocabulary);
        _unknown = options.Unknown is null ? -1 : vocabulary.Find(options.Unknown);
        for (var c = 0; c < KeptCharacters; c++) _inside[c] = vocabulary.Find([(char)c]);
    }

    /// <summary>What pairs of tokens become.</summary>
    public Dictionary<long, PairMerge> Merges { get; }

    public static BytePairModel Read(Fields fields)
    {
        var vocabulary = SubWordVocabulary.Read(fields, "vocab");
        if (fields.Find("dropout") is { } dropout && (dropout.ValueKind != JsonValueKind.Number
            || dropout.GetDouble() != 0))
            throw fields.Refuse("T01", "dropout", "null or 0, since merges left out at random give no ids that can be "
                + "told", Fields.Shown(dropout));
        var options = new Options(fields.TextOrNull("unk_token"), fields.TextOrNull("continuing_subword_prefix") ?? "",
            fields.TextOrNull("end_of_word_suffix") ?? "", fields.Flag("fuse_unk", false),
            fields.Flag("byte_fallback", false), fields.Flag("ignore_merges", false));
        var merges = new List<(int, int)>();
        var table = new Dictionary<long, PairMerge>();
        foreach (var (value, name) in fields.List("merges"))
        {
            var (left, right) = Pair(fields, value, name);
            var (leftId, rightId) = (Id(left), Id(right));
            var merged = Id(left + right[PrefixOf(right, options)..]);
            if (!table.TryAdd(Key(leftId, rightId), new(merges.Count, merged)))
                throw fields.Refuse("T04", name, "each merge once", $"'{left}' and '{right}' twice");
            merges.Add((leftId, rightId));

            int Id(string token) => vocabulary.Find(token) is >= 0 and var id ? id
                : throw fields.Refuse("T04", name, "tokens of the vocabulary", $"'{token}', which it lacks");
        }
        return new(vocabulary, options, [.. merges], table);
    }

    /// <summary>The pair as one number.</summary>
    public static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    public override PieceEncoder Encoder() => new MergingEncoder(this);

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteString("unk_token", _options.Unknown);
        json.WriteString("continuing_subword_prefix", _options.Prefix);
        json.WriteString("end_of_word_suffix", _options.Suffix);
        json.WriteBoolean("fuse_unk", _options.FusesUnknown);
        json.WriteBoolean("byte_fallback", _options.FallsBack);
        json.WriteBoolean("ignore_merges", _options.TakesWholeWords);
        Vocabulary.Write(json, "vocab");
        json.WriteStartArray("merges");
        foreach (var (left, right) in _merges)
        {
            json.WriteStartArray();
            json.WriteStringValue(Vocabulary[left]);
            json.WriteStringValue(Vocabulary[right]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static int PrefixOf(string right, Options options) =>
        right.StartsWith(options.Prefix, StringComparison.Ordinal) ? options.Prefix.Length : 0;

    /// <summary>A merge, as two texts or as older files have it: as one, with a blank between.</summary>
    private static (string Left, string Right) Pair(Fields fields, JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            && value[0].ValueKind == JsonValueKind.String && value[1].ValueKind == JsonValueKind.String)
            return (value[0].GetString()!, value[1].GetString()!);
        if (value.ValueKind == JsonValueKind.String && value.GetString()!.Split(' ') is [var left, var right])
            return (left, right);
        throw fields.Refuse("T04", name, "two tokens", Fields.Shown(value));
    }

    /// <summary>The token of a character inside a word, without prefix and suffix; −1 where there is none.</summary>
    private int Inside(ReadOnlySpan<char> character) =>
        character.Length == 1 && character[0] < KeptCharacters ? _inside[character[0]] : Vocabulary.Find(character);

    private sealed record Options(string? Unknown, string Prefix, string Suffix, bool FusesUnknown, bool FallsBack,
        bool TakesWholeWords);

    private sealed class MergingEncoder(BytePairModel model) : PieceEncoder
    {
        private readonly TokenList _characters = new();
        private readonly SymbolChain _chain = new(model.Merges);

        public override void Encode(ReadOnlySpan<char> piece, TokenList tokens)
        {
            if (model._options.TakesWholeWords && model.Vocabulary.Find(piece) is >= 0 and var whole)
            {
                tokens.Add(whole, 0, piece.Length);
                return;
            }
            _characters.Cut(0);
            var unknownStart = -1;
            for (var at = 0; at < piece.Length;)
            {
                CharacterKind.At(piece, at, out var length);
                AddCharacter(piece, at, at + length, ref unknownStart);
                at += length;
            }
            CloseUnknown(piece.Length, ref unknownStart);
            _chain.Merge(_characters.Tokens, tokens);
        }

        private void AddCharacter(ReadOnlySpan<char> piece, int start, int end, ref int unknownStart)
        {
            var character = Affixed(piece, start, end);
            var id = model.Inside(character);
            if (id >= 0)
            {
                CloseUnknown(start, ref unknownStart);
                _characters.Add(id, start, end);
                return;
            }
            if (model._options.FallsBack && model._bytes.Of(character) is { Length: > 0 } bytes)
            {
                CloseUnknown(start, ref unknownStart);
                foreach (var b in bytes) _characters.Add(b, start, end);
                return;
            }
            if (model._options.Unknown is null)
            {
                // Without a token for it, it is left out, as everywhere.
                CloseUnknown(start, ref unknownStart);
                return;
            }
            if (model._unknown < 0) throw SubWordException.NoToken(piece[start..end]);
            if (!model._options.FusesUnknown) CloseUnknown(start, ref unknownStart);
            if (unknownStart < 0) unknownStart = start;
        }

        private void CloseUnknown(int end, ref int unknownStart)
        {
            if (unknownStart < 0) return;
            _characters.Add(model._unknown, unknownStart, end);
            unknownStart = -1;
        }

        private ReadOnlySpan<char> Affixed(ReadOnlySpan<char> piece, int start, int end)
        {
            var (prefix, suffix) = (start > 0 ? model._options.Prefix : "",
                end == piece.Length ? model._options.Suffix : "");
            return prefix.Length + suffix.Length == 0 ? piece[start..end]
                : string.Concat(prefix, piece[start..end], suffix);
        }
    }
}
