using System.Numerics;
using System.Runtime.InteropServices;

namespace Valence.Saving;

/// <summary>Looks for NaN and infinities at the speed of memory, since every weight of a file passes here.</summary>
internal static class FiniteNumbers
{
    /// <summary>How many of <paramref name="numbers"/> are NaN or infinite.</summary>
    public static int CountOthers(ReadOnlySpan<float> numbers)
    {
        // A number that is not finite has all bits of its exponent.
        var exponent = new Vector<int>(0x7f800000);
        var vectors = MemoryMarshal.Cast<float, Vector<int>>(numbers);
        var others = Vector<int>.Zero;
        // Each comparison that holds is −1.
        foreach (var vector in vectors) others -= Vector.Equals(vector & exponent, exponent);
        var count = Vector.Sum(others);
        foreach (var number in numbers[(vectors.Length * Vector<int>.Count)..])
            if (!float.IsFinite(number)) count++;
        return count;
    }
}
