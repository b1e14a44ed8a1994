namespace Valence.Text;

/// <summary>Changes the characters of a text before it is split.</summary>
internal abstract class Normalizer
{
    /// <summary>The normalizers that a <c>tokenizer.json</c> may declare.</summary>
    public static PartTable<Normalizer> Table { get; } = new("normalizer",
        ("BertNormalizer", (fields, _) => BertNormalizer.Read(fields)),
        ("NFC", (_, _) => new UnicodeNormalizer(UnicodeForm.NFC)),
        ("NFD", (_, _) => new UnicodeNormalizer(UnicodeForm.NFD)),
        ("NFKC", (_, _) => new UnicodeNormalizer(UnicodeForm.NFKC)),
        ("NFKD", (_, _) => new UnicodeNormalizer(UnicodeForm.NFKD)),
        ("Lowercase", (_, _) => new LowercaseNormalizer()),
        ("StripAccents", (_, _) => new StripAccentsNormalizer()),
        ("Strip", (fields, _) => StripNormalizer.Read(fields)),
        ("Replace", (fields, _) => ReplaceNormalizer.Read(fields)),
        ("Prepend", (fields, _) => PrependNormalizer.Read(fields)),
        ("Precompiled", (fields, _) => PrecompiledNormalizer.Read(fields)),
        ("Nmt", (_, _) => new NmtNormalizer()),
        ("Sequence", (fields, table) => new NormalizerSequence(table.ReadAll(fields, "normalizers"))));

    /// <summary>Writes the characters anew where any changes.</summary>
    public abstract void Apply(Draft draft);
}
