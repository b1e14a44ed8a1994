using System.Globalization;

namespace Valence;

/// <summary>An id given as a float has a fraction or is no number.</summary>
public sealed class IdNotWholeException(float id, int row, int position)
    : ValenceException(string.Create(CultureInfo.InvariantCulture, $"Expected whole numbers as ids, received {id} "
        + $"in row {row}, position {position}. Give the ids of a Tokenizer or TextVectorization as they are, "
            + $"neither scaled nor averaged; features that are fractions go to Dense or another layer of numbers."))
{
    /// <summary>The number that is no id.</summary>
    public float Id { get; } = id;

    /// <summary>The row that it is in, counted from 0.</summary>
    public int Row { get; } = row;

    /// <summary>Its place in the row.</summary>
    public int Position { get; } = position;
}
