using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Valence.Kernels;

/// <summary>Copies parts of matrices into the order in which the innermost loop reads them.</summary>
internal static unsafe class Packing
{
    /// <summary>Writes columns of B as panels of <paramref name="width"/> columns, each <c>[k, width]</c>, zeros beyond
    /// <paramref name="columns"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panels(float* source, nint row, nint column, int k, int columns, int width, float* packed)
    {
        var panel = k * (nint)width;
        if (column == 1)
        {
            // Row after row, as the memory lies, rather than panel after panel.
            for (var p = 0; p < k; p++)
            {
                var to = packed + p * (nint)width;
                for (var j = 0; j < columns; j += width)
                {
                    CopyRow(source + j, Math.Min(width, columns - j), width, to);
                    to += panel;
                }
                source += row;
            }
            return;
        }
        for (var j = 0; j < columns; j += width)
        {
            TransposeColumns(source, row, column, k, Math.Min(width, columns - j), width, packed);
            source += width * column;
            packed += panel;
        }
    }

    /// <summary>Writes rows of A as <c>[k, rows]</c>. May write up to 8 numbers beyond the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* source, nint row, nint column, int k, int rows, float* packed)
    {
        if (row != 1)
        {
            TransposeColumns(source, column, row, k, rows, rows, packed);
            return;
        }
        var p = 0;
        // Whole vectors overwrite each other's tails; the last step would leave the source.
        for (; p < k - 1 && column >= 8; p++)
            Vector256.Store(Vector256.Load(source + p * column), packed + p * (nint)rows);
        for (; p < k; p++)
            for (var r = 0; r < rows; r++) packed[p * (nint)rows + r] = source[p * column + r];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow(float* source, int columns, int width, float* packed)
    {
        var j = 0;
        for (; j <= columns - 8; j += 8) Vector256.Store(Vector256.Load(source + j), packed + j);
        for (; j < columns; j++) packed[j] = source[j];
        for (; j < width; j++) packed[j] = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeColumns(float* source, nint row, nint column, int k, int columns, int width,
        float* packed)
    {
        var j = 0;
        if (row == 1 && columns >= 4)
        {
            for (; j <= columns - 4; j += 4) TransposeFour(source + j * column, column, k, width, packed + j);
            // The last four again, of which some are there already, cost less than what is left one by one.
            if (j < columns) TransposeFour(source + (columns - 4) * column, column, k, width, packed + columns - 4);
            j = columns;
        }
        for (; j < columns; j++)
            for (var p = 0; p < k; p++) packed[p * (nint)width + j] = source[p * row + j * column];
        for (; j < width; j++)
            for (var p = 0; p < k; p++) packed[p * (nint)width + j] = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeFour(float* from, nint column, int k, int width, float* to)
    {
        var p = 0;
        for (; p <= k - 4; p += 4)
        {
            Transpose4(from + p, column, to, width);
            to += 4 * (nint)width;
        }
        for (; p < k; p++)
        {
            for (var r = 0; r < 4; r++) to[r] = from[r * column + p];
            to += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* source, nint row, float* destination, nint width)
    {
        var r0 = Vector128.Load(source);
        var r1 = Vector128.Load(source + row);
        var r2 = Vector128.Load(source + 2 * row);
        var r3 = Vector128.Load(source + 3 * row);
        var low01 = Interleave.Low(r0, r1);
        var low23 = Interleave.Low(r2, r3);
        var high01 = Interleave.High(r0, r1);
        var high23 = Interleave.High(r2, r3);
        Vector128.Store(Interleave.LowPairs(low01, low23), destination);
        Vector128.Store(Interleave.HighPairs(low01, low23), destination + width);
        Vector128.Store(Interleave.LowPairs(high01, high23), destination + 2 * width);
        Vector128.Store(Interleave.HighPairs(high01, high23), destination + 3 * width);
    }
}
