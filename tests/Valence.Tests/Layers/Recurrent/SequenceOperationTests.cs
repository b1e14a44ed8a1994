using Valence.Backends;
using Valence.Execution;
using Valence.Operations;
using static Valence.Tests.Layers.Recurrent.LayerRun;

namespace Valence.Tests.Layers.Recurrent;

/// <summary>The whole-sequence operations by themselves.</summary>
public sealed class SequenceOperationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Inputs_projected_beforehand_give_the_same(bool reverse)
    {
        var call = new CallContext(new EagerExecutor(new StepMemory(new ReferenceBackend())));
        var (x, kernel, recurrent, bias) = (Normal([3, 5, 2], 1), Normal([2, 16], 2), Normal([4, 16], 3),
            Normal([16], 4));
        var fused = Run(LstmSequence.For(reverse, SequenceTrace.States),
            [x, kernel, recurrent, bias, null, null, null, null, null], call);
        var apart = Run(LstmSequence.For(reverse, SequenceTrace.States),
            [call.Affine(x, kernel, bias), null, recurrent, null, null, null, null, null, null], call);
        Assert.Equal(apart[0].Floats, fused[0].Floats);
        Assert.Equal(apart[4].Floats, fused[4].Floats);
    }

    [Fact]
    public void A_masked_step_repeats_the_state()
    {
        var call = new CallContext(new EagerExecutor(new StepMemory(new ReferenceBackend())));
        var y = Run(
            GruSequence.For(false, SequenceTrace.States),
            [Normal([1, 3, 2], 1), Normal([2, 12], 2), Normal([4, 12], 3), null, null, null,
                Tensor.From([0, 1, 0f], [1, 3]), Normal([1, 4], 5), null], call);
        Assert.Equal(Normal([1, 4], 5).Floats, y[0].Floats[..4]);
        Assert.Equal(y[0].Floats[4..8], y[0].Floats[8..]);
        Assert.Equal(y[1].Floats, y[0].Floats[8..]);
    }

    [Fact]
    public void A_gradient_without_its_trace_is_an_error()
    {
        var recording = new RecordingExecutor(new EagerExecutor(new StepMemory(new ReferenceBackend())));
        var x = Normal([1, 3, 2], 1);
        recording.Watch(x);
        var y = Run(SimpleRnnSequence.For(false, SequenceTrace.None),
            [x, Normal([2, 4], 2), Normal([4, 4], 3), null, null, null, null, null, null], new(recording));
        Assert.Throws<InvalidOperationException>(
            () => recording.Backward(y[1], y[1], new(new EagerExecutor(new StepMemory(new ReferenceBackend())))));
    }

    private static Tensor[] Run(RecurrentSequence operation, Tensor?[] x, CallContext call)
    {
        var y = new Tensor[operation.HasCell ? 5 : 3];
        call.Run(operation, x, y);
        return y;
    }
}
