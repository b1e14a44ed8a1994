namespace Valence.Text;

/// <summary>Splits a text into the pieces that a model takes apart one by one; may change its characters.</summary>
internal abstract class PreTokenizer
{
    /// <summary>The pre-tokenizers that a <c>tokenizer.json</c> may declare.</summary>
    public static PartTable<PreTokenizer> Table { get; } = new("pre-tokenizer",
        ("BertPreTokenizer", (_, _) => new BertPreTokenizer()),
        ("Whitespace", (_, _) => new WordPreTokenizer()),
        ("WhitespaceSplit", (_, _) => new WhitespacePreTokenizer()),
        ("ByteLevel", (fields, _) => ByteLevelPreTokenizer.Read(fields)),
        ("Metaspace", (fields, _) => MetaspacePreTokenizer.Read(fields)),
        ("Punctuation", (fields, _) => new CharacterPreTokenizer(CharacterKind.IsPunctuation,
            SplitBehaviors.Read(fields, SplitBehavior.Isolated))),
        ("Digits", (fields, _) => new CharacterPreTokenizer(System.Text.Rune.IsNumber,
            fields.Flag("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous)),
        ("CharDelimiterSplit", (fields, _) => new CharacterPreTokenizer(fields.Character("delimiter").Equals,
            SplitBehavior.Removed)),
        ("Split", (fields, _) => SplitPreTokenizer.Read(fields)),
        ("Sequence", (fields, table) => new PreTokenizerSequence(table.ReadAll(fields, "pretokenizers"))));

    /// <summary>Splits the pieces further.</summary>
    public abstract void Apply(Draft draft);
}
