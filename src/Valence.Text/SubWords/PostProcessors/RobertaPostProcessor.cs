namespace Valence.Text;

/// <summary><c>&lt;s&gt; A &lt;/s&gt;</c> and <c>&lt;s&gt; A &lt;/s&gt; &lt;/s&gt; B &lt;/s&gt;</c>, all of type
/// 0.</summary>
internal sealed class RobertaPostProcessor(int[] first, int[] separator, BlankTrimming? trimming) : PostProcessor
{
    public override BlankTrimming? Trimming => trimming;

    public static RobertaPostProcessor Read(Fields fields)
    {
        var keepsPrefix = fields.Flag("add_prefix_space", true);
        return new(SpecialToken.Read(fields, "cls"), SpecialToken.Read(fields, "sep"),
            fields.Flag("trim_offsets", true) ? new(keepsPrefix) : null);
    }

    public override TokenLayout Layout(bool isPair)
    {
        LayoutPart before = new(LayoutPart.Special, 0, first), after = new(LayoutPart.Special, 0, separator);
        return isPair ? new(before, LayoutPart.Of(0, 0), after, after, LayoutPart.Of(1, 0), after)
            : new(before, LayoutPart.Of(0, 0), after);
    }
}
