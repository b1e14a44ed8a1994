using System.Text.Json;

namespace Valence.Text;

/// <summary>The longest token that a word begins with, then the longest one of the rest, marked by a prefix
/// (<see href="https://arxiv.org/abs/1810.04805">Devlin et al., 2018</see>). A word that cannot be taken apart so, or
/// is too long, is the unknown token.</summary>
internal sealed class WordPieceModel : SubWordModel
{
    private readonly string _unknown;
    private readonly string _prefix;
    private readonly int _longestWord;
    private readonly PieceTrie _trie = new();
    private readonly int _continuing;
    private readonly int _unknownId;

    private WordPieceModel(SubWordVocabulary vocabulary, string unknown, string prefix, int longestWord)
        : base(vocabulary)
    {
        (_unknown, _prefix, _longestWord) = (unknown, prefix, longestWord);
        foreach (var (token, id) in vocabulary.Tokens) _trie.Add(token, id);
        _continuing = _trie.Node(prefix);
        _unknownId = vocabulary.Find(unknown);
    }

    public static WordPieceModel Read(Fields fields)
    {
        var model = new WordPieceModel(SubWordVocabulary.Read(fields, "vocab"), fields.Text("unk_token"),
            fields.Text("continuing_subword_prefix"),
            fields.Number("max_input_chars_per_word", 0, int.MaxValue, missing: 100));
        return model._unknownId >= 0 ? model
            : throw fields.Refuse("T03", "unk_token", "a token of the vocabulary", $"'{model._unknown}'");
    }

    public override PieceEncoder Encoder() => new WordEncoder(this);

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteString("type", "WordPiece");
        json.WriteString("unk_token", _unknown);
        json.WriteString("continuing_subword_prefix", _prefix);
        json.WriteNumber("max_input_chars_per_word", _longestWord);
        Vocabulary.Write(json, "vocab");
    }

    private sealed class WordEncoder(WordPieceModel model) : PieceEncoder
    {
        public override void Encode(ReadOnlySpan<char> piece, TokenList tokens)
        {
            var first = tokens.Count;
            if (!IsTooLong(piece) && Split(piece, tokens)) return;
            tokens.Cut(first);
            tokens.Add(model._unknownId, 0, piece.Length);
        }

        private bool Split(ReadOnlySpan<char> word, TokenList tokens)
        {
            var node = PieceTrie.Root;
            for (var start = 0; start < word.Length; node = model._continuing)
            {
                if (node < 0) return false;
                var id = model._trie.Longest(node, word[start..], out var length);
                if (id < 0) return false;
                tokens.Add(id, start, start + length);
                start += length;
            }
            return true;
        }

        private bool IsTooLong(ReadOnlySpan<char> word)
        {
            if (word.Length <= model._longestWord) return false;
            var count = 0;
            foreach (var _ in word.EnumerateRunes()) count++;
            return count > model._longestWord;
        }
    }
}
