using Valence.Backends;
using Valence.Operations;
using Valence.Tests.Layers;

namespace Valence.Tests.KerasNumbers;

/// <summary>Zeros have a sign that some functions see, as in Keras 3.15.1 on NumPy.</summary>
public sealed class SignedZeroTests
{
    [Theory]
    [InlineData(0f, -0f, 0, 1)]
    [InlineData(-0f, 0f, 1, 0)]
    [InlineData(0f, 0f, 0, 0)]
    public void Minus_zero_is_the_smaller_one(float a, float b, int greatest, int least)
    {
        using Backend reference = new ReferenceBackend(), cpu = new CpuBackend(1);
        foreach (var backend in (Backend[])[reference, cpu])
        {
            var (call, x) = (Calls.On(backend), Tensor.From([a, b]));
            Assert.Equal(greatest, call.Run(ArgMax.Instance, x).Ints[0]);
            Assert.Equal(least, call.Run(ArgMax.Instance, call.Negate(x)).Ints[0]);
            Assert.Equal(float.IsNegative(a), !float.IsNegative(call.Negate(x).Floats[0]));
        }
    }
}
