using Valence.Operations;

namespace Valence.Layers;

/// <summary>The mean over all steps, feature by feature; with a mask, over the steps that count.</summary>
/// <remarks>
/// Input <c>[batch, time, features]</c>; output <c>[batch, features]</c>, or <c>[batch, 1, features]</c> with
/// <paramref name="keepDims"/>.
/// A sequence of which no step counts gives NaN, as in Keras. A mask ends here. No weights.
/// </remarks>
/// <param name="keepDims">Whether the time axis stays, with length 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
public sealed class GlobalAveragePooling1D(bool keepDims = false, string? name = null) : Layer(name)
{
    /// <summary>Whether the time axis stays, with length 1.</summary>
    public bool KeepDims { get; init; } = keepDims;

    /// <summary>Where the input has its features.</summary>
    public Choice<DataFormat> DataFormat { get; init; }

    /// <inheritdoc/>
    public override bool HasMaskArgument => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => true;

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs.Length != 1) throw new ShapeException(Place, $"expected one input, received {inputs.Length}");
        SequenceShape.Check(inputs[0]);
        var (time, features) = DataFormat == Layers.DataFormat.ChannelsLast ? (1, 2) : (2, 1);
        return (x, call) =>
        {
            SequenceShape.WithSteps(x.Tensor, time);
            if (x.Mask is not { } mask) return call.Mean(x.Tensor, KeepDims, time);
            var counts = call.Reshape(mask, mask.Shape.Insert(features, 1));
            return call.Divide(Sum(), call.Sum(counts, KeepDims, time));

            Tensor Sum()
            {
                if (time != 1) return call.Sum(call.Select(counts, x.Tensor, call.Scalar(0)), KeepDims, time);
                var sum = call.MaskedSum(x.Tensor, mask);
                return KeepDims ? call.Reshape(sum, sum.Shape.Insert(1, 1)) : sum;
            }
        };
    }
}
