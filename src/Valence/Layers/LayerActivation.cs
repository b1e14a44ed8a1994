using Valence.Operations;

namespace Valence.Layers;

/// <summary>A layer without weights that is used as an activation function.</summary>
internal sealed class LayerActivation(Layer layer) : IActivation
{
    public Layer Layer => layer;

    public string Name => layer.KerasName;

    public bool KeepsRowsApart(Shape x) => layer.ActivityRegularizer is null && layer.KeepsRowsApart([x]);

    public bool KeepsStepsApart => layer.MostContinuedSteps == int.MaxValue;

    public Tensor Apply(CallContext call, Tensor x)
    {
        var built = layer.EnsureBuilt([x.Shape]);
        return built.Weights.Count == 0 ? built.Forward(x, call).Tensor
            : throw new ArgumentException($"Expected an activation without weights, received the layer "
                + $"{layer.KerasName}. Add it to the model after the layer that it follows.");
    }
}
