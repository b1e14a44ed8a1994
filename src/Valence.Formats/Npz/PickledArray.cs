namespace Valence.Formats;

/// <summary>An array under construction: without elements until its state arrives.</summary>
internal sealed class PickledArray
{
    public long[] Shape { get; set; } = [];

    public PickleList? Elements { get; set; }
}
