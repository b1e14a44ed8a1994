namespace Valence.Pretrained;

/// <summary>The families that are read.</summary>
internal static class EncoderFamilies
{
    public static IReadOnlyList<EncoderFamily> All { get; } =
    [
        new BertFamily(),
        new DistilBertFamily(),
        new RobertaFamily(),
        new ElectraFamily(),
        new Gpt2Family(),
        new ModernBertFamily(),
        new DebertaFamily(),
    ];
}
