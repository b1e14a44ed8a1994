using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>Where the numbers of a matrix of int8 lie: as int32 <c>[panels, groups, 16]</c>, each with four numbers of
/// a column that follow each other; a panel has 16 columns, and zeros stand for what is beyond the matrix.</summary>
internal static class Int8Order
{
    /// <summary>Columns of a panel.</summary>
    public const int PanelColumns = 16;

    /// <summary>Numbers of a column that lie together.</summary>
    public const int Group = 4;

    /// <summary>The most rows of a matrix: products of so many numbers of int8 fit in an int32.</summary>
    public const int MostRows = 1 << 17;

    /// <summary>How many panels so many columns take.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Panels(int columns) => (columns + PanelColumns - 1) / PanelColumns;

    /// <summary>How many groups so many rows take.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Groups(int rows) => (rows + Group - 1) / Group;

    /// <summary>Which int32 has the number of a row and a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Place(int row, int column, int groups) =>
        (column / PanelColumns * groups + row / Group) * PanelColumns + column % PanelColumns;

    /// <summary>By how many bits the number of a row is moved towards the sign: bytes 0 and 2 have the first two of
    /// four, so that they become a pair of 16 bits at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Shift(int row) => (row % Group) switch { 0 => 0, 1 => 16, 2 => 8, _ => 24 };

    /// <summary>The number of a row in an int32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Number(int four, int row) => (sbyte)(four >> Shift(row));
}
