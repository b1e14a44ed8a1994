using System.Text.Json;

namespace Valence.Text;

/// <summary>Takes the pieces of a text apart into tokens of a vocabulary.</summary>
internal abstract class SubWordModel(SubWordVocabulary vocabulary)
{
    /// <summary>The models that a <c>tokenizer.json</c> may declare.</summary>
    private static readonly Dictionary<string, Func<Fields, SubWordModel>> Table = new(StringComparer.Ordinal)
    {
        ["WordPiece"] = WordPieceModel.Read,
        ["BPE"] = BytePairModel.Read,
        ["Unigram"] = UnigramModel.Read,
        ["WordLevel"] = WordLevelModel.Read,
    };

    /// <summary>All tokens but those that were added to it.</summary>
    public SubWordVocabulary Vocabulary => vocabulary;

    /// <summary>The token that stands for what is shown as the text has it; −1 where there is none.</summary>
    public virtual int ShownAsWritten => -1;

    /// <summary>The model that a file declares.</summary>
    public static SubWordModel ReadFrom(Fields parent)
    {
        var fields = parent.Object("model");
        var type = fields.TextOrNull("type") ?? Guess(fields);
        if (!Table.TryGetValue(type, out var read))
            throw fields.Refuse("T01", "type", $"a model that Valence knows ({string.Join(", ", Table.Keys)})",
                $"'{type}'");
        var model = read(fields);
        fields.Done();
        return model;
    }

    /// <summary>What encodes pieces one after the other, with memory of its own: one for each thread.</summary>
    public abstract PieceEncoder Encoder();

    /// <summary>Writes the model as a file declares it.</summary>
    public abstract void Write(Utf8JsonWriter json);

    /// <summary>Older files do not say which model they have.</summary>
    private static string Guess(Fields fields) =>
        fields.Has("merges") ? "BPE"
        : fields.Find("vocab") is { ValueKind: JsonValueKind.Array } ? "Unigram"
        : fields.Has("continuing_subword_prefix") ? "WordPiece" : "WordLevel";
}
