namespace Valence.Text;

/// <summary>What follows what when a text or a pair is encoded.</summary>
internal sealed class TokenLayout(params LayoutPart[] parts)
{
    /// <summary>One text as it is.</summary>
    public static TokenLayout Single { get; } = new(LayoutPart.Of(0, 0));

    /// <summary>One text after the other, with types 0 and 1.</summary>
    public static TokenLayout Pair { get; } = new(LayoutPart.Of(0, 0), LayoutPart.Of(1, 1));

    /// <summary>The parts in their order.</summary>
    public LayoutPart[] Parts => parts;

    /// <summary>The number of special tokens.</summary>
    public int Added { get; } = parts.Sum(part => part.Ids.Length);

    /// <summary>The special tokens before and behind the first text.</summary>
    public (int[] Before, int[] After) Frame()
    {
        var text = Array.FindIndex(parts, part => part.Text != LayoutPart.Special);
        return text < 0 ? ([], []) : ([.. parts[..text].SelectMany(part => part.Ids)],
            [.. parts[(text + 1)..].SelectMany(part => part.Ids)]);
    }

    /// <summary>The same without special tokens.</summary>
    public TokenLayout WithoutSpecial() => new([.. parts.Where(part => part.Text != LayoutPart.Special)]);
}
