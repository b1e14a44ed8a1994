using Valence.Layers;
using static Valence.Tests.Layers.Recurrent.LayerRun;

namespace Valence.Tests.Layers.Recurrent;

/// <summary>Layers that take each time step by itself.</summary>
public sealed class TimeStepTests
{
    [Fact]
    public void TimeDistributed_applies_the_layer_to_every_step_and_passes_the_mask_on()
    {
        var mask = Tensor.From([1, 0, 1, 1, 1, 0f], [2, 3]);
        var run = new LayerRun(new TimeDistributed(new SimpleRnn(2)), training: false,
            new Value(Normal([2, 3, 4, 5], 1), mask));
        var y = run.Forward()[0];
        Assert.Equal([2, 3, 2], y.Tensor.Shape);
        Assert.Same(mask, y.Mask);
        var inner = new LayerRun(new SimpleRnn(2), training: false,
            Tensor.From(run.Inputs[0].Tensor.Floats[..20], [1, 4, 5]));
        inner.Layer.SetWeights(run.Layer.GetWeights());
        Close(inner.Forward().Tensor.Floats, y.Tensor.Floats[..2]);
    }

    [Fact]
    public void Masking_marks_steps_whose_features_all_have_the_value()
    {
        var y = new LayerRun(new Masking(-1), training: false, Tensor.From([-1, -1, -1, 2, 0, 0f], [1, 3, 2]))
            .Forward()[0];
        Assert.Equal([0, 0, -1, 2, 0, 0], y.Tensor.Floats);
        Assert.Equal([0, 1, 1], Assert.IsType<Tensor>(y.Mask).Floats);
    }
}
