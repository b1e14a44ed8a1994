namespace Valence.Classification;

/// <summary>Which n-grams an encoder learns.</summary>
public sealed record NGramOptions
{
    /// <summary>The most words in a row that are one feature, from 1 to 3.</summary>
    public int Words { get; init => field = (int)Require.Between(1, 3, value, nameof(Words)); } = 2;

    /// <summary>The fewest letters in a row of a word and its borders that are one feature; 0 for no letters.</summary>
    public int FewestLetters { get; init => field = (int)Require.Between(0, 8, value, nameof(FewestLetters)); }

    /// <summary>The most letters in a row.</summary>
    public int MostLetters { get; init => field = (int)Require.Between(0, 8, value, nameof(MostLetters)); } = 5;

    /// <summary>In how many texts a feature has to occur, at least 1; letters in two and more.</summary>
    public int MinCount { get; init => field = Require.AtLeast(1, value, nameof(MinCount)); } = 2;

    /// <summary>How many features there are at most; those in most texts stay.</summary>
    public int MaxFeatures { get; init => field = Require.AtLeast(1, value, nameof(MaxFeatures)); } = 1 << 20;
}
