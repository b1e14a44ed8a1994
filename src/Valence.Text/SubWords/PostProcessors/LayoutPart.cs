namespace Valence.Text;

/// <summary>A part of a <see cref="TokenLayout"/>: the tokens of a text, or special ones.</summary>
/// <param name="Text">0 for the first text, 1 for the second, −1 for special tokens.</param>
/// <param name="TypeId">The type of these tokens.</param>
/// <param name="Ids">The special tokens; empty for a text.</param>
internal sealed record LayoutPart(int Text, int TypeId, int[] Ids)
{
    /// <summary>The number of <see cref="Text"/> that stands for special tokens.</summary>
    public const int Special = -1;

    /// <summary>The tokens of a text.</summary>
    public static LayoutPart Of(int text, int typeId) => new(text, typeId, []);
}
