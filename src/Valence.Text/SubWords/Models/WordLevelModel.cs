using System.Text.Json;

namespace Valence.Text;

/// <summary>Whole words, or the unknown token.</summary>
internal sealed class WordLevelModel(SubWordVocabulary vocabulary, string unknown) : SubWordModel(vocabulary)
{
    private readonly int _unknownId = vocabulary.Find(unknown);

    public static WordLevelModel Read(Fields fields)
    {
        var model = new WordLevelModel(SubWordVocabulary.Read(fields, "vocab"), fields.Text("unk_token"));
        return model._unknownId >= 0 ? model
            : throw fields.Refuse("T03", "unk_token", "a token of the vocabulary", $"'{fields.Text("unk_token")}'");
    }

    public override PieceEncoder Encoder() => new WordEncoder(this);

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteString("type", "WordLevel");
        json.WriteString("unk_token", unknown);
        Vocabulary.Write(json, "vocab");
    }

    private sealed class WordEncoder(WordLevelModel model) : PieceEncoder
    {
        public override void Encode(ReadOnlySpan<char> piece, TokenList tokens) =>
            tokens.Add(model.Vocabulary.Find(piece) is >= 0 and var id ? id : model._unknownId, 0, piece.Length);
    }
}
