using Valence.Kernels;

namespace Valence.Tests.Contracts;

public sealed class LanesTests
{
    [Fact]
    public void Contracts_run_with_the_lanes_that_the_environment_allows()
    {
        var widest = Off("EnableHWIntrinsic") ? 1 : Off("EnableAVX2") ? 4 : Off("EnableAVX512") ? 8 : 16;
        Assert.InRange(VectorWidth.Lanes, 1, widest);

        static bool Off(string name) => Environment.GetEnvironmentVariable("DOTNET_" + name) == "0";
    }
}
