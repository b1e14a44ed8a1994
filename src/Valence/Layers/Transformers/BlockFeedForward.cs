using Valence.Operations;

namespace Valence.Layers;

/// <summary>The two affine maps of a <see cref="TransformerBlock"/>.</summary>
internal sealed class BlockFeedForward
{
    private readonly ValueForward _intermediate;
    private readonly ValueForward? _gate;
    private readonly ValueForward _output;
    private readonly DropoutMask? _between, _after;
    private readonly RandomStream _drawsBetween, _drawsAfter;

    public BlockFeedForward(TransformerBlock layer, Shape input, WeightFactory weights)
    {
        var wide = input.WithLast(layer.IntermediateDim);
        _intermediate = weights.Child("intermediate_dense",
            Dense(layer.IntermediateDim, layer.Activation), input);
        _gate = layer.UseGate ? weights.Child("gate_dense", Dense(layer.IntermediateDim, null), input) : null;
        _output = weights.Child("feedforward_dense", Dense(input[2], null), wide);
        _between = layer.IntermediateDropout > 0 ? new((float)layer.IntermediateDropout) : null;
        _after = layer.FeedForwardDropout > 0 ? new((float)layer.FeedForwardDropout) : null;
        _drawsBetween = weights.AddRandom("intermediate_dropout", layer.Seed);
        _drawsAfter = weights.AddRandom("feedforward_dropout", layer.Seed);

        Dense Dense(int units, ActivationFunction? activation) =>
            new(units, activation, layer.UseFeedForwardBias) { KernelInitializer = layer.KernelInitializer };
    }

    public Tensor Call(Tensor x, CallContext call)
    {
        var between = _intermediate(new Value(x), call).Tensor;
        if (_gate is not null) between = call.Multiply(between, _gate(new Value(x), call).Tensor);
        between = call.Dropout(between, _between, _drawsBetween);
        return call.Dropout(_output(new Value(between), call).Tensor, _after, _drawsAfter);
    }
}
