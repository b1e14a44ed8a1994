using System.Text.Json;

namespace Valence.Text;

/// <summary>The tokens whose scores (logarithms of probabilities) have the largest sum
/// (<see href="https://arxiv.org/abs/1804.10959">Kudo, 2018</see>). What no token covers is the unknown token, once for
/// characters side by side.</summary>
internal sealed class UnigramModel : SubWordModel
{
    // SentencePiece's penalty of a character without a token.
    private const double UnknownPenalty = 10;

    private readonly double[] _scores;
    private readonly int _unknown;
    private readonly bool _fallsBack;
    private readonly double _unknownScore;
    private readonly PieceTrie _trie = new();
    private readonly ByteTokens _bytes;

    private UnigramModel(SubWordVocabulary vocabulary, double[] scores, int unknown, bool fallsBack)
        : base(vocabulary)
    {
        (_scores, _unknown, _fallsBack) = (scores, unknown, fallsBack);
        foreach (var (token, id) in vocabulary.Tokens) _trie.Add(token, id);
        _unknownScore = scores.DefaultIfEmpty().Min() - UnknownPenalty;
        _bytes = new(vocabulary);
    }

    public override int ShownAsWritten => _unknown;

    public static UnigramModel Read(Fields fields)
    {
        var tokens = new List<string>();
        var scores = new List<double>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (value, name) in fields.List("vocab"))
        {
            if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 2
                || value[0].ValueKind != JsonValueKind.String || value[1].ValueKind != JsonValueKind.Number)
                throw fields.Refuse("T05", name, "a token and its score", Fields.Shown(value));
            tokens.Add(value[0].GetString()!);
            scores.Add(value[1].GetDouble());
            if (!known.Add(tokens[^1])) throw fields.Refuse("T03", name, "each token once", $"'{tokens[^1]}' twice");
        }
        var unknown = fields.Number("unk_id", 0, Math.Max(0, tokens.Count - 1), missing: -1);
        return new(SubWordVocabulary.Of(tokens), [.. scores], unknown, fields.Flag("byte_fallback", false));
    }

    public override PieceEncoder Encoder() => new PathEncoder(this);

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteString("type", "Unigram");
        if (_unknown >= 0) json.WriteNumber("unk_id", _unknown);
        else json.WriteNull("unk_id");
        json.WriteStartArray("vocab");
        foreach (var (token, id) in Vocabulary.Tokens)
        {
            json.WriteStartArray();
            json.WriteStringValue(token);
            json.WriteNumberValue(_scores[id]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteBoolean("byte_fallback", _fallsBack);
    }

    /// <summary>The best path to each character, from the first on (Viterbi).</summary>
    private sealed class PathEncoder(UnigramModel model) : PieceEncoder
    {
        private const int NoToken = -1;
        private const int NotReached = -2;

        private double[] _best = [];
        private int[] _from = [];
        private int[] _ids = [];

        public override void Encode(ReadOnlySpan<char> piece, TokenList tokens)
        {
            if (_best.Length <= piece.Length)
            {
                var length = Math.Max(2 * _best.Length, piece.Length + 1);
                (_best, _from, _ids) = (new double[length], new int[length], new int[length]);
            }
            _best[0] = 0;
            _ids.AsSpan(0, piece.Length + 1).Fill(NotReached);
            for (var start = 0; start < piece.Length;) start += Extend(piece, start);
            AddPath(piece, tokens);
        }

        /// <summary>Goes on from a character by each token that begins there; answers the character's length.</summary>
        private int Extend(ReadOnlySpan<char> piece, int start)
        {
            CharacterKind.At(piece, start, out var character);
            var isCovered = false;
            var node = PieceTrie.Root;
            for (var at = start; at < piece.Length; at++)
            {
                node = model._trie.Child(node, piece[at]);
                if (node < 0) break;
                var id = model._trie.Id(node);
                if (id < 0) continue;
                Reach(start, at + 1, id, model._scores[id]);
                isCovered |= at + 1 - start == character;
            }
            if (!isCovered) Reach(start, start + character, NoToken, model._unknownScore);
            return character;
        }

        private void Reach(int start, int end, int id, double score)
        {
            var sum = _best[start] + score;
            if (_ids[end] != NotReached && sum <= _best[end]) return;
            (_best[end], _from[end], _ids[end]) = (sum, start, id);
        }

        private void AddPath(ReadOnlySpan<char> piece, TokenList tokens)
        {
            var first = tokens.Count;
            for (var end = piece.Length; end > 0;)
            {
                var start = _from[end];
                var isUnknown = IsUnknown(_ids[end]);
                // Unknown neighbours are one token.
                while (isUnknown && model._unknown >= 0 && start > 0 && IsUnknown(_ids[start])) start = _from[start];
                if (isUnknown) AddUnknown(piece, start, end, tokens);
                else tokens.Add(_ids[end], start, end);
                end = start;
            }
            tokens.Reverse(first);
        }

        private bool IsUnknown(int id) => id == NoToken || id == model._unknown;

        private void AddUnknown(ReadOnlySpan<char> piece, int start, int end, TokenList tokens)
        {
            var part = piece[start..end];
            var known = model.Vocabulary.Find(part);
            var bytes = known < 0 && model._fallsBack ? model._bytes.Of(part) : [];
            foreach (var id in bytes.AsEnumerable().Reverse()) tokens.Add(id, start, end);
            if (bytes.Length > 0) return;
            if (known < 0 && model._unknown < 0) throw SubWordException.NoToken(part);
            tokens.Add(known < 0 ? model._unknown : known, start, end);
        }
    }
}
