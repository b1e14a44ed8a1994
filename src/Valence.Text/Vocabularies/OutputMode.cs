namespace Valence.Text;

/// <summary>What becomes of ids.</summary>
public enum OutputMode
{
    /// <summary>The ids themselves.</summary>
    Int,

    /// <summary>For every id a row that is 1 at the id and 0 elsewhere.</summary>
    OneHot,

    /// <summary>For every sample a row that is 1 at each of its ids.</summary>
    MultiHot,

    /// <summary>For every sample how often it has each id.</summary>
    Count,

    /// <summary><see cref="Count"/>, each id weighed by its inverse document frequency.</summary>
    TfIdf,
}
