using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Randomness;
using Valence.Tests.Layers;

namespace Valence.Tests.Pretrained;

/// <summary>Blocks of random settings compute what a second implementation does, and their gradients are
/// differences.</summary>
public sealed class TransformerBlockTests
{
    private const int Cases = 200, Batch = 2;

    [Fact]
    public void Blocks_of_random_settings_equal_a_second_implementation()
    {
        using var backend = new CpuBackend(threads: 2);
        for (var i = 0; i < Cases; i++)
        {
            var (block, x, distances, mask) = Case((ulong)i);
            Value[] inputs = distances is null ? [new(x, mask)] : [new(x, mask), new(distances)];
            var forward = block.Built(inputs);
            Stir(block, (ulong)i);
            var plain = new PlainBlock(block);
            foreach (var call in (CallContext[])[Calls.Eager(), Calls.On(backend)])
            {
                var y = forward(Values.Create(inputs), call).Tensor;
                var largest = y.Elements().Max(MathF.Abs);
                for (var row = 0; row < Batch; row++)
                {
                    var expected = plain.Call(Rows(x, row), distances is null ? null : Rows(distances, 0),
                        [.. mask.Floats.ToArray().Skip(row * x.Shape[1]).Take(x.Shape[1]).Select(one => one != 0)]);
                    var actual = Rows(y, row);
                    for (var t = 0; t < expected.Length; t++)
                        for (var c = 0; c < expected[t].Length; c++)
                            if (!(Math.Abs(expected[t][c] - actual[t][c]) <= 1e-5 * largest))
                                Assert.Fail($"case {i}: {actual[t][c]} at row {row}, step {t}, expected "
                                    + $"{expected[t][c]}");
                }
            }
        }
    }

    [Fact]
    public void Gradients_of_random_settings_are_differences()
    {
        const float step = 1e-2f;
        for (var i = 0; i < Cases / 4; i++)
        {
            var (block, x, distances, mask) = Case((ulong)i);
            Value[] inputs = distances is null ? [new(x, mask)] : [new(x, mask), new(distances)];
            var forward = block.Built(inputs);
            Stir(block, (ulong)i);
            Tensor[] moved = [x, .. (Tensor[])(distances is null ? [] : [distances]),
                .. block.Weights.Select(weight => weight.Value)];
            var eager = new EagerExecutor(new StepMemory(new ReferenceBackend()));
            var recording = new RecordingExecutor(eager);
            foreach (var tensor in moved) recording.Watch(tensor);
            var y = forward(Values.Create(inputs), new(recording)).Tensor;
            var seed = Calls.Normal(y.Shape, 11);
            recording.Backward(y, seed, new(eager));
            var directions = moved.Select((tensor, n) => Calls.Normal(tensor.Shape, 40 + (ulong)n)).ToArray();
            var slope = moved.Select((tensor, n) => recording.Gradient(tensor) is { } gradient
                ? Product(gradient, directions[n]) : 0).Sum();
            var difference = (At(step) - At(-step)) / (2 * step);
            Assert.True(Math.Abs(slope - difference) <= 1e-2 * Math.Max(1, Math.Abs(difference)),
                $"case {i}: the gradient says {slope}, the difference is {difference}");

            double At(float size)
            {
                var kept = moved.Select(tensor => tensor.Copy()).ToArray();
                for (var n = 0; n < moved.Length; n++)
                    for (var j = 0; j < moved[n].Count; j++)
                        moved[n].Change<float>()[j] += size * 0.1f * directions[n].Floats[j];
                var result = Product(forward(Values.Create(inputs), Calls.Eager()).Tensor, seed) / 0.1;
                for (var n = 0; n < moved.Length; n++) moved[n].CopyFrom(kept[n]);
                return result;
            }
        }
    }

    // Every weight is some number, biases and scales too.
    private static void Stir(TransformerBlock block, ulong number)
    {
        var at = 0ul;
        foreach (var weight in block.Weights)
        {
            var random = new CounterRandom(number, 5_000 + at++);
            var values = weight.Value.Change<float>();
            for (var i = 0; i < values.Length; i++)
                values[i] = (weight.Name == "gamma" ? 1 : 0) + 0.4f * (float)random.Normal((ulong)i);
        }
    }

    private static double[][] Rows(Tensor x, int row)
    {
        var (time, width) = (x.Shape[1], x.Shape[2]);
        return [.. Enumerable.Range(0, time).Select(t => x.Floats.Slice((row * time + t) * width, width).ToArray()
            .Select(value => (double)value).ToArray())];
    }

    private static double Product(Tensor a, Tensor b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Count; i++) sum += (double)a.Floats[i] * b.Floats[i];
        return sum;
    }

    // Settings of all kinds, of which no two hang together.
    private static (TransformerBlock Block, Tensor X, Tensor? Distances, Tensor Mask) Case(ulong number)
    {
        var (random, draws) = (new CounterRandom(number, 77), 0ul);
        var heads = 1 + Next(3);
        var (features, time) = (heads * 2 * (2 + Next(2)), 1 + Next(9));
        var span = Next(2) == 0 ? 2 + Next(4) : (int?)null;
        var block = new TransformerBlock(heads, 1 + Next(7), Activations.Tanh)
        {
            NormalizeFirst = Flip(),
            NormalizeAttention = Flip(),
            LayerNormEpsilon = Flip() ? 1e-5 : 0.1,
            UseNormOffset = Flip(),
            UseAttentionBias = Flip(),
            UseFeedForwardBias = Flip(),
            UseGate = Flip(),
            UseCausalMask = Flip(),
            SlidingWindow = Flip() ? 1 + Next(4) : null,
            RotaryTheta = Flip() ? 50 : null,
            RelativeSpan = span,
            RelativeFarthest = span is { } rows && Flip() ? rows / 2 + 2 + Next(6) : null,
            ScoresQueryDistance = Flip(),
            ScoresKeyDistance = Flip(),
        };
        var mask = new Tensor([Batch, time]);
        for (var i = 0; i < mask.Count; i++) mask.Change<float>()[i] = i % time == 0 || Next(4) > 0 ? 1 : 0;
        var row = span is null ? null : Calls.Normal([2 * span.Value, features], number + 500);
        var distances = row is null ? null
            : Tensor.From([.. row.Floats, .. row.Floats], [Batch, row.Shape[0], features]);
        return (block, Calls.Normal([Batch, time, features], number + 900), distances, mask);

        int Next(int below) => random.Below(draws++, below);

        bool Flip() => Next(2) == 0;
    }
}
