namespace Valence.Text;

/// <summary><c>[CLS] A [SEP]</c> and <c>[CLS] A [SEP] B [SEP]</c>, the second text with type 1.</summary>
internal sealed class BertPostProcessor(int[] first, int[] separator) : PostProcessor
{
    public static BertPostProcessor Read(Fields fields) =>
        new(SpecialToken.Read(fields, "cls"), SpecialToken.Read(fields, "sep"));

    public override TokenLayout Layout(bool isPair)
    {
        LayoutPart[] parts = [new(LayoutPart.Special, 0, first), LayoutPart.Of(0, 0),
            new(LayoutPart.Special, 0, separator)];
        return isPair ? new([.. parts, LayoutPart.Of(1, 1), new(LayoutPart.Special, 1, separator)]) : new(parts);
    }
}
