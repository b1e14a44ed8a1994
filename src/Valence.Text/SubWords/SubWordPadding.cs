namespace Valence.Text;

/// <summary>How the tokens of texts are filled up to one length.</summary>
public sealed record SubWordPadding
{
    /// <summary>Fills up with a token.</summary>
    /// <param name="id">Its id; at least 0.</param>
    /// <param name="token">Its text.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is below 0.</exception>
    public SubWordPadding(int id, string token)
    {
        Id = Require.AtLeast(0, id);
        Token = Require.NotNull(token);
    }

    /// <summary>The id of the token.</summary>
    public int Id { get; }

    /// <summary>The text of the token.</summary>
    public string Token { get; }

    /// <summary>The length; that of the longest text encoded together when null, the default.</summary>
    public int? Length { get; init => field = value is { } length ? Require.AtLeast(0, length) : null; }

    /// <summary>A number whose multiple the length is raised to; none when null, the default.</summary>
    public int? MultipleOf { get; init => field = value is { } number ? Require.AtLeast(1, number) : null; }

    /// <summary>The type of the tokens that fill up; 0 by default.</summary>
    public int TypeId { get; init => field = Require.AtLeast(0, value); }

    /// <summary>At which end it is filled up; at the end by default.</summary>
    public SequenceEnd Direction { get; init; } = SequenceEnd.Post;

    /// <summary>The length for texts of which the longest has <paramref name="longest"/> tokens.</summary>
    internal int LengthFor(int longest)
    {
        var length = Length ?? longest;
        if (MultipleOf is not { } number || length % number == 0) return length;
        return checked(length + number - length % number);
    }
}
