namespace Valence.Classification;

/// <summary>The numbers of rows as they come, by which they are found again: those that their file gives them, such as
/// its lines, or their own where one of these holds several rows.</summary>
/// <param name="counted">What the file's numbers count.</param>
internal sealed class RowNumbers(string counted)
{
    private readonly List<int> _given = [];
    private bool _isOwn;

    /// <summary>How many rows there are.</summary>
    public int Count => _given.Count;

    /// <summary>What the numbers count.</summary>
    public string Counted => _isOwn ? "row" : counted;

    /// <summary>The number of the last row.</summary>
    public int Last => At(Count - 1);

    /// <summary>Takes the next row by the file's number.</summary>
    public void Add(int number)
    {
        _isOwn |= Count > 0 && _given[^1] == number;
        _given.Add(number);
    }

    /// <summary>The numbers of rows by their positions.</summary>
    public IReadOnlyList<int> Of(IEnumerable<int> positions) => [.. positions.Select(At)];

    private int At(int position) => _isOwn ? position + 1 : _given[position];
}
