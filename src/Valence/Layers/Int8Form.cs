namespace Valence.Layers;

/// <summary>How a weight is a matrix of int8.</summary>
/// <param name="Rows">Its rows: the product of the first axes.</param>
/// <param name="Columns">Its columns: the product of the others.</param>
/// <param name="IsTable">Whether each row has a scale, because it is read by its number, and not each column.</param>
internal readonly record struct Int8Form(int Rows, int Columns, bool IsTable = false)
{
    /// <summary>The numbers that share a scale.</summary>
    public int Inner => IsTable ? Columns : Rows;

    /// <summary>The scales.</summary>
    public int Outer => IsTable ? Rows : Columns;
}
