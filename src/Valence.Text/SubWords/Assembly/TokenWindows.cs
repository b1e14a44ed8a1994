using System.Globalization;

namespace Valence.Text;

/// <summary>The windows that truncation makes of a text or a pair, the one that is kept first.</summary>
internal static class TokenWindows
{
    /// <summary>The windows of both texts (those of the second are empty where there is none).</summary>
    /// <param name="first">The tokens of the first text.</param>
    /// <param name="second">Those of the second, or null.</param>
    /// <param name="truncation">How they are cut.</param>
    /// <param name="added">The number of special tokens around them.</param>
    public static (TokenWindow[] First, TokenWindow[] Second) Of(TokenRun first, TokenRun? second,
        SubWordTruncation truncation, int added)
    {
        var (n, m) = (first.Count, second?.Count ?? 0);
        var most = truncation.MaxLength - added;
        if (most < 0)
            throw new SubWordException(string.Create(CultureInfo.InvariantCulture,
                $"Expected a truncation to at least the {added} special tokens, received a length of "
                    + $"{truncation.MaxLength}. Raise it, or leave special tokens out."));
        var (kept, keptSecond) = most == 0 ? (0, 0) : Lengths(n, m, second is not null, most, truncation);
        return (Cut(first, kept, truncation), second is null ? [] : Cut(second, keptSecond, truncation));
    }

    private static TokenWindow[] Whole(TokenRun run) => [new(run, 0, run.Count)];

    /// <summary>How many tokens of each text are kept.</summary>
    private static (int First, int Second) Lengths(int n, int m, bool isPair, int most, SubWordTruncation truncation)
    {
        var excess = n + m - most;
        switch (truncation.Strategy)
        {
            case TruncationStrategy.LongestFirst:
                return isPair ? LongestFirst(n, m, most) : (most, 0);
            case TruncationStrategy.OnlyFirst:
                return n > excess ? (n - excess, m) : throw TooShort("first", n, excess);
            case TruncationStrategy.OnlySecond:
                if (!isPair)
                    throw new SubWordException("Expected a pair, of which only the second text is truncated, received "
                        + "one text. Choose another strategy.");
                return m > excess ? (n, m - excess) : throw TooShort("second", m, excess);
            default:
                throw new ArgumentOutOfRangeException(nameof(truncation), truncation.Strategy,
                    "Expected longest first, only first or only second.");
        }
    }

    private static (int First, int Second) LongestFirst(int n, int m, int most)
    {
        var (shorter, longer) = (Math.Min(n, m), Math.Max(n, m));
        longer = shorter > most ? shorter : Math.Max(shorter, most - shorter);
        if (shorter + longer > most) (shorter, longer) = (most / 2, most / 2 + most % 2);
        return n > m ? (longer, shorter) : (shorter, longer);
    }

    private static TokenWindow[] Cut(TokenRun run, int length, SubWordTruncation truncation)
    {
        var count = run.Count;
        if (length >= count) return Whole(run);
        if (length == 0) return [new(run, 0, 0), new(run, 0, count)];
        if (truncation.Stride >= length)
            throw new SubWordException(string.Create(CultureInfo.InvariantCulture,
                $"Expected a stride below the {length} tokens that a window has of the text, received "
                    + $"{truncation.Stride}. Lower it, or truncate to more tokens."));
        var step = length - truncation.Stride;
        var windows = new List<TokenWindow>();
        if (truncation.Direction == SequenceEnd.Post)
            for (var start = 0; windows.Count == 0 || windows[^1].End < count; start += step)
                windows.Add(new(run, start, Math.Min(start + length, count)));
        else
            for (var end = count; windows.Count == 0 || windows[^1].Start > 0; end -= step)
                windows.Add(new(run, Math.Max(0, end - length), end));
        return [.. windows];
    }

    private static SubWordException TooShort(string which, int count, int excess) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Expected a {which} text of more than the {excess} tokens "
            + $"that have to go, since only it is truncated, received {count}. Choose another strategy, or a larger "
            + $"length."));
}
