using System.Runtime.InteropServices;
using Valence.Backends;
using Valence.Execution;
using Valence.Optimizers;
using Valence.Tests.Layers;

namespace Valence.Tests.Optimizers;

public sealed class RowGradientTests
{
    private const int Rows = 300;

    public static TheoryData<int> Widths => [1, 3, 8, 31, 32, 50, 128];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rows_of_one_id_are_summed_in_their_order(int width)
    {
        var groups = new RowGroups();
        for (var step = 0; step < 3; step++)
        {
            var gradient = Gradient(width, step);
            groups.Take(gradient, [Rows, width]);
            var expected = OptimizedLayer.Dense(gradient, Rows, width);
            foreach (var length in (int[])[7, 64, 4096])
                for (var start = 0; start < expected.Count; start += length)
                {
                    var sums = new float[Math.Min(length, expected.Count - start)];
                    sums.AsSpan().Fill(-1);
                    groups.Sum(start, sums);
                    Assert.Equal(expected.Floats.Slice(start, sums.Length).ToArray(), sums);
                    Assert.Equal(groups.Touches(start, sums.Length), gradient.Ids.Ints.ToArray()
                        .Any(id => id * width < start + sums.Length && (id + 1) * width > start));
                }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rows_without_gradient_change_as_if_theirs_were_zero(int width)
    {
        using var backend = new CpuBackend(2);
        var call = Calls.On(backend);
        foreach (var make in (Func<Optimizer>[])[() => new Adam(), () => new Adam(amsgrad: true),
            () => new Adam(epsilon: 0), () => new Adam { WeightDecay = 0.1f }, () => new Adam { Clipnorm = 1 }, () =>
                new Nadam(), () => new Sgd(0.1f), () => new Sgd(0.1f, momentum: 0.9f)])
        {
            var (byRows, whole) = (make().NewState(), make().NewState());
            var table = OptimizedLayer.Random([Rows, width], 1);
            var (a, b) = (OptimizedLayer.Weight("a", table), OptimizedLayer.Weight("b", table));
            byRows.Build([a]);
            whole.Build([b]);
            for (var step = 0; step < 4; step++)
            {
                var gradient = Gradient(width, step);
                byRows.Apply([new(null, gradient)], call);
                whole.Apply([new(OptimizedLayer.Dense(gradient, Rows, width), null)]);
            }
            Assert.Equal(Bits(b.Value), Bits(a.Value));
            for (var i = 0; i < whole.Variables.Count; i++)
                if (whole.Variables[i].Value.Type == ElementType.Float32)
                    Assert.Equal(Bits(whole.Variables[i].Value), Bits(byRows.Variables[i].Value));
        }
    }

    // Few rows of the table, one of them very often, as padding is.
    private static RowGradient Gradient(int width, int step)
    {
        var random = new System.Random(step);
        var ids = Enumerable.Range(0, 90).Select(i => i % 15 < 8 ? 0 : random.Next(Rows / 4) * (step + 1)).ToArray();
        return new(Tensor.From(ids, [6, 15]), OptimizedLayer.Random([6, 15, width], 10 + step));
    }

    private static int[] Bits(Tensor x) => MemoryMarshal.Cast<float, int>(x.Floats).ToArray();
}
