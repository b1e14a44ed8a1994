using Valence.Backends;
using Valence.Execution;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Tests.Contracts;
using Valence.Tests.Layers;

namespace Valence.Tests.Optimizers;

/// <summary>What every formula must do: the same bits in any place, by rows or as a whole, on any number of
/// threads.</summary>
public sealed class OptimizerFormulaTests
{
    public static IReadOnlyList<Func<Optimizer>> All { get; } =
    [
        .. OptimizerContracts.Makers, () => new Rmsprop(centered: true), () => new Adadelta(1f),
        () => new Ftrl(.1f, l1: .01f, l2: .01f),
        () => new Rmsprop { UseEma = true, EmaOverwriteFrequency = 2, WeightDecay = .01f },
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, All.Count)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Rows_equal_the_whole_gradient_bit_by_bit(int number)
    {
        // Wide and narrow rows, ids that repeat and ids that never occur, ranges that end within a row.
        foreach (var (rows, width) in new[] { (300, 37), (7, 1), (3, 9000) })
        {
            var random = new Random(number);
            var (dense, sparse) = (OptimizedLayer.Weight("w", OptimizedLayer.Random([rows, width], 1)),
                OptimizedLayer.Weight("w", OptimizedLayer.Random([rows, width], 1)));
            var (ofDense, ofSparse) = (All[number]().NewState(), All[number]().NewState());
            ofDense.Build([dense]);
            ofSparse.Build([sparse]);
            for (var step = 0; step < 4; step++)
            {
                var ids = Enumerable.Range(0, 20).Select(_ => random.Next(rows) / 2).ToArray();
                var values = OptimizedLayer.Random([20, width], step);
                var sum = new Tensor([rows, width]);
                for (var i = 0; i < ids.Length; i++)
                    for (var j = 0; j < width; j++)
                        sum.Change<float>()[ids[i] * width + j] += values.Floats[i * width + j];
                ofDense.Apply([new(sum, null)]);
                ofSparse.Apply([new(null, new RowGradient(Tensor.From(ids, [4, 5]), values))]);
            }
            Assert.True(dense.Value.Floats.SequenceEqual(sparse.Value.Floats), ofDense.Optimizer.KerasName);
            for (var i = 0; i < ofDense.Variables.Count; i++)
                if (ofDense.Variables[i].Value.Type == ElementType.Float32)
                    Assert.True(ofDense.Variables[i].Value.Floats.SequenceEqual(ofSparse.Variables[i].Value.Floats),
                        ofDense.Variables[i].Name);
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Threads_change_no_bit(int number)
    {
        using var backend = new CpuBackend(4);
        Assert.True(Run(null).SequenceEqual(Run(Calls.On(backend))));

        float[] Run(CallContext? call)
        {
            var (large, small) = (OptimizedLayer.Weight("large", OptimizedLayer.Random([50, 501], 1)),
                OptimizedLayer.Weight("small", OptimizedLayer.Random([3], 2)));
            var optimizer = All[number]().NewState();
            optimizer.Build([large, small]);
            for (var step = 0; step < 4; step++)
                optimizer.Apply(
                    [new(OptimizedLayer.Random([50, 501], step), null), new(OptimizedLayer.Random([3], step), null)],
                    call);
            return [.. large.Value.Floats, .. small.Value.Floats];
        }
    }

    [Fact]
    public void An_element_is_updated_alike_in_any_place_of_any_length()
    {
        // Formulas that take a weight as a whole depend on its length by intention, and so do norms.
        foreach (var make in All.Where(make => !make().UpdatesWholeWeights
            && make() is { Clipnorm: null, GlobalClipnorm: null }))
        {
            float? expected = null;
            for (var length = 1; length <= 40; length++)
            {
                var weight = OptimizedLayer.Weight("w", Filled(length, .3f));
                var optimizer = make().NewState();
                optimizer.Build([weight]);
                for (var step = 0; step < 3; step++) optimizer.Apply([new(Filled(length, .07f * (step + 1)), null)]);
                expected ??= weight.Value.Floats[0];
                Assert.All(weight.Value.Floats.ToArray(), value => Assert.Equal(expected, value));
            }
        }

        static Tensor Filled(int length, float value) => Tensor.From(Enumerable.Repeat(value, length).ToArray());
    }

    [Fact]
    public void Repeated_rows_are_summed_before_they_are_squared()
    {
        // Keras on TensorFlow squares each occurrence and gets 86; JAX, PyTorch and Valence sum first.
        var table = OptimizedLayer.Weight("embeddings", new Tensor([4, 1]));
        var optimizer = new Rmsprop(rho: 0).NewState();
        optimizer.Build([table]);
        optimizer.Apply(
            [new(null, new RowGradient(Tensor.From([1, 1, 2, 1, 3, 3], [2, 3]),
                Tensor.From([5, 6, 1, 5, 2, 2f], [2, 3, 1])))]);
        Assert.Equal([0, 256, 1, 16f], optimizer.Variables[2].Value.Floats.ToArray());
    }

    [Fact]
    public void Adam_moves_rows_that_a_step_does_not_touch()
    {
        var table = OptimizedLayer.Weight("embeddings", new Tensor([3, 2]));
        var optimizer = new Adam(.1f).NewState();
        optimizer.Build([table]);
        optimizer.Apply([new(null, new RowGradient(Tensor.From([1]), Tensor.From([1, -1f], [1, 2])))]);
        var before = table.Value.Floats.ToArray();
        optimizer.Apply([new(null, new RowGradient(Tensor.From([2]), Tensor.From([1, 1f], [1, 2])))]);
        Assert.Equal(before[..2], table.Value.Floats[..2].ToArray());
        Assert.True(table.Value.Floats[2] < before[2] && table.Value.Floats[3] > before[3]);
    }

    [Fact]
    public void Lamb_is_that_of_Keras()
    {
        var weight = OptimizedLayer.Weight("w", Tensor.From([1, 2, 3, 4f]));
        var optimizer = new Lamb(.5f).NewState();
        optimizer.Build([weight]);
        optimizer.Apply([new(Tensor.From([1, 6, 7, 2f]), null)]);
        Assert.Equal([-.3693f, .6306f, 1.6306f, 2.6306f], weight.Value.Floats.ToArray(),
            (a, b) => Math.Abs(a - b) < 2e-4f);
    }

    [Fact]
    public void Golden_numbers_of_Keras_tests_hold()
    {
        Check(new Adam(amsgrad: true), .999f, .9982f, .9974f, .9965f, .9955f);
        Check(new Rmsprop(centered: true), .9967f, .9933f, .9908f, .9885f, .9864f);
        Check(new Lamb(), .999f, .9982f, .9974f, .9965f, .9955f);

        static void Check(Optimizer optimizer, params float[] golden)
        {
            var weight = OptimizedLayer.Weight("w", Tensor.From(Enumerable.Repeat(1f, 10).ToArray()));
            var state = optimizer.NewState();
            state.Build([weight]);
            state.Apply([new(Tensor.From(Enumerable.Repeat(.01f, 10).ToArray()), null)]);
            foreach (var expected in golden)
            {
                Assert.Equal(expected, weight.Value.Floats[0], 1e-3f);
                state.Apply([new(Tensor.From(Enumerable.Range(1, 10).Select(i => .1f * i).ToArray()), null)]);
            }
        }
    }

    [Fact]
    public void Steady_steps_allocate_nothing()
    {
        using var backend = new CpuBackend(2);
        foreach (var make in All)
            foreach (var call in new[] { null, Calls.On(backend) })
            {
                var (table, bias) = (OptimizedLayer.Weight("embeddings", OptimizedLayer.Random([200, 50], 1)),
                    OptimizedLayer.Weight("bias", OptimizedLayer.Random([50], 2)));
                var optimizer = make().NewState();
                optimizer.Build([table, bias]);
                WeightGradient[] gradients = [
                    new(null, new RowGradient(Tensor.From([3, 7, 3, 199]), OptimizedLayer.Random([4, 50], 3))),
                    new(OptimizedLayer.Random([50], 4), null)];
                // Four steps, so that accumulation and overwriting by the average are among them.
                Assert.True(Allocated.Bytes(Steps) == 0, optimizer.Optimizer.KerasName);

                void Steps()
                {
                    for (var i = 0; i < 4; i++) optimizer.Apply(gradients, call);
                }
            }
    }
}
