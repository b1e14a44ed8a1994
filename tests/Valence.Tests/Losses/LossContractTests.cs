using System.Text.Json;
using Valence.Backends;
using Valence.Execution;
using Valence.Losses;
using Valence.Operations;
using Valence.Saving;
using Valence.Tests.Optimizers;

namespace Valence.Tests.Losses;

/// <summary>What every loss in the table must do.</summary>
public sealed class LossContractTests
{
    public static TheoryData<string> Names => [.. KerasTables.Default.Losses.Rows.Select(row => row.RegisteredName
        ?? row.ClassName)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_agrees_with_differences_along_a_random_direction(string name)
    {
        const float Step = 1e-2f;
        var (loss, y, p) = Example(name);
        var random = new Random(5);
        var direction = Enumerable.Range(0, p.Count).Select(_ => (float)(random.NextDouble() - .5)).ToArray();
        var gradient = Gradient(loss, y, p);
        var slope = direction.Zip(gradient, (d, g) => (double)d * g).Sum();
        var difference = (Value(loss, y, Moved(p, direction, Step)) - Value(loss, y, Moved(p, direction, -Step)))
            / (2 * Step);
        Assert.True(Math.Abs(slope) > 1e-4, "The slope is too small to tell anything.");
        Assert.Equal(slope, difference, Math.Max(1e-3, 5e-3 * Math.Abs(slope)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_reads_no_elements_while_shapes_are_inferred(string name)
    {
        var (loss, y, p) = Example(name);
        var result = loss.Compute(y, p, new(new ShapeExecutor()), Tensor.From([1, 2, 3, 4f]));
        Assert.Equal(0, result.Shape.Rank);
    }

    [Theory]
    [InlineData("binary_crossentropy")]
    [InlineData("categorical_crossentropy")]
    [InlineData("sparse_categorical_crossentropy")]
    public void Steady_steps_allocate_nothing(string name)
    {
        var (loss, y, p) = Example(name);
        var memory = new StepMemory(new ReferenceBackend());
        var eager = new EagerExecutor(memory);
        var recording = new RecordingExecutor(eager);
        var (call, inner) = (new CallContext(recording), new CallContext(eager));
        var weights = Tensor.From([1, 2, 3, 4f]);
        Assert.Equal(0, Allocated.Bytes(Run));

        void Run()
        {
            memory.Reset();
            recording.Reset();
            recording.Watch(p);
            var result = loss.Compute(y, p, call, weights);
            recording.Backward(result, inner.Filled(result.Shape, 1), inner);
        }
    }

    // Smooth places only: no ties, no clipping, no zeros.
    private static (Loss Loss, Tensor Truth, Tensor Predictions) Example(string name)
    {
        using var text = JsonDocument.Parse($"\"{name}\"");
        var loss = KerasTables.Default.Losses.Read(text.RootElement, name, KerasTables.Default);
        var p = Tensor.From([.7f, .2f, .15f, .25f, .55f, .3f, .1f, .32f, .61f, .43f, .21f, .36f], [4, 3]);
        return loss switch
        {
            CrfLoss => (loss, Tensor.From([0, 1, 1, 1, 1, 0, 0, 0f], [4, 2]), Tensor.From(
                [.. Enumerable.Range(0, 32).Select(i => i * 7 % 11 / 10f)], [4, 2, 2, 2])),
            SparseLoss => (loss, Tensor.From([0, 2, 1, 0]), p),
            Circle => (new Circle(gamma: 4), Tensor.From([0, 1, 0, 1]), p),
            _ => (loss, Tensor.From([.9f, 0, .05f, 0, 1, 0, 0, 0, 1, 1, 0, 0], [4, 3]), p),
        };
    }

    private static Tensor Moved(Tensor p, float[] direction, float step)
    {
        var moved = p.Copy();
        for (var i = 0; i < direction.Length; i++) moved.Change<float>()[i] += step * direction[i];
        return moved;
    }

    private static double Value(Loss loss, Tensor y, Tensor p) =>
        loss.Compute(y, p, new(new EagerExecutor(new StepMemory(new ReferenceBackend())))).Scalar;

    private static float[] Gradient(Loss loss, Tensor y, Tensor p)
    {
        var eager = new EagerExecutor(new StepMemory(new ReferenceBackend()));
        var recording = new RecordingExecutor(eager);
        recording.Watch(p);
        var result = loss.Compute(y, p, new(recording));
        var inner = new CallContext(eager);
        recording.Backward(result, inner.Filled(result.Shape, 1), inner);
        return recording.Gradient(p)!.Floats.ToArray();
    }
}
