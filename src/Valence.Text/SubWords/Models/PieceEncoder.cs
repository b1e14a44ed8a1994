namespace Valence.Text;

/// <summary>Takes pieces apart, one after the other; not for several threads.</summary>
internal abstract class PieceEncoder
{
    /// <summary>Adds the tokens of a piece, which is not empty.</summary>
    public abstract void Encode(ReadOnlySpan<char> piece, TokenList tokens);
}
