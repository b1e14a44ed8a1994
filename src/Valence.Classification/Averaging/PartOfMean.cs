namespace Valence.Classification;

/// <summary>What place a classifier may have among those that are averaged.</summary>
internal enum PartOfMean
{
    /// <summary>It can't be joined with others.</summary>
    None,

    /// <summary>Its ids have places of their own.</summary>
    Padded,

    /// <summary>It takes any number of ids in their order: it comes last, and there is one such.</summary>
    Last,

    /// <summary>It takes any number of ids, whatever their order: several come last together.</summary>
    Bag,
}
