namespace Valence.Pictures;

/// <summary>A line of a graph from one row to the next: straight down from its start to the end of its row, across the
/// gap between the rows, and straight down to its end.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="GapTop">Where the upper row ends.</param>
/// <param name="GapBottom">Where the lower row begins.</param>
/// <param name="End">Where it ends, below.</param>
/// <param name="Down">Whether the edge goes down; otherwise it closes a circle.</param>
/// <param name="HasTip">Whether the edge reaches its box here: at the end, or at the start where it goes up.</param>
internal sealed record GraphLine((double X, double Y) Start, double GapTop, double GapBottom, (double X, double Y) End,
    bool Down, bool HasTip);
