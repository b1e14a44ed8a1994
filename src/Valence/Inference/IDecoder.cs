namespace Valence.Inference;

/// <summary>What scores the next ids of texts that go on.</summary>
/// <remarks>A row is a text. The ids of each call follow those of the calls before.</remarks>
public interface IDecoder
{
    /// <summary>Reads further ids of each row.</summary>
    /// <param name="ids">As many of each row, row after row.</param>
    /// <param name="rows">The rows: those of the call before, or any number in the first one; at least 1.</param>
    /// <returns>A score for each id that may come next, <c>[rows, ids]</c>; valid until the next call.</returns>
    ReadOnlySpan<float> Read(ReadOnlySpan<int> ids, int rows);

    /// <summary>Goes on with these rows in this order; one may be there several times.</summary>
    void Select(ReadOnlySpan<int> rows);
}
