namespace Valence.Classification;

/// <summary>Which features a <see cref="HashedEncoder"/> has.</summary>
public sealed record HashedOptions
{
    /// <summary>The most words in a row that are one feature, from 1 to 5.</summary>
    public int Words { get; init => field = (int)Require.Between(1, 5, value, nameof(Words)); } = 2;

    /// <summary>The fewest letters in a row of a word and its borders that are one feature; 0 for no letters.</summary>
    public int FewestLetters { get; init => field = (int)Require.Between(0, 16, value, nameof(FewestLetters)); }

    /// <summary>The most letters in a row.</summary>
    public int MostLetters { get; init => field = (int)Require.Between(0, 16, value, nameof(MostLetters)); } = 6;

    /// <summary>Ids that words in a row and letters share, at least 1.</summary>
    public int Buckets { get; init => field = Require.AtLeast(1, value, nameof(Buckets)); } = 1 << 18;

    /// <summary>How often a word has to be there to have an id of its own, at least 1.</summary>
    public int MinCount { get; init => field = Require.AtLeast(1, value, nameof(MinCount)); } = 2;

    /// <summary>Words with an id of their own at most, the most frequent; at least 1.</summary>
    public int MaxWords { get; init => field = Require.AtLeast(1, value, nameof(MaxWords)); } = 1 << 17;
}
