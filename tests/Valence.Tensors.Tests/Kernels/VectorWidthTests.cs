using System.Runtime.Intrinsics.X86;
using Valence.Kernels;

namespace Valence.Tests.Kernels;

public sealed class VectorWidthTests
{
    [Fact]
    public void The_environment_decides_which_lanes_are_in_force()
    {
        var off = (string name) => Environment.GetEnvironmentVariable("DOTNET_" + name) == "0";
        TestContext.Current.TestOutputHelper?.WriteLine($"{VectorWidth.Lanes} lanes");
        if (off("EnableHWIntrinsic")) Assert.Equal(1, VectorWidth.Lanes);
        else if (off("EnableAVX2") || off("EnableAVX")) Assert.InRange(VectorWidth.Lanes, 1, 4);
        else if (off("EnableAVX512")) Assert.InRange(VectorWidth.Lanes, 1, 8);
        else if (Avx2.IsSupported) Assert.InRange(VectorWidth.Lanes, 8, 16);
        else Assert.InRange(VectorWidth.Lanes, 1, 4);
    }
}
