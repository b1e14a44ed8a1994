using System.Runtime.Intrinsics;
using Valence.Kernels;

namespace Valence.Tests.Kernels;

/// <summary>Runs a kernel with vectors of a chosen width, whether or not the hardware has them.</summary>
internal static class Widths
{
    public static readonly int[] All = [16, 8, 4, 1];

    public static void Run<TWork>(int lanes, ref TWork work) where TWork : struct, IVectorized
    {
        switch (lanes)
        {
            case 16: work.Run<Lanes512, Vector512<float>>(); break;
            case 8: work.Run<Lanes256, Vector256<float>>(); break;
            case 4: work.Run<Lanes128, Vector128<float>>(); break;
            default: work.Run<Lanes32, float>(); break;
        }
    }
}
