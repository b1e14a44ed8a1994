namespace Valence.Text;

/// <summary>Which text of a pair loses tokens when both are too long together.</summary>
public enum TruncationStrategy
{
    /// <summary>The longer one, until both are as long; then both.</summary>
    LongestFirst,

    /// <summary>The first alone.</summary>
    OnlyFirst,

    /// <summary>The second alone.</summary>
    OnlySecond,
}
