using Valence.Operations;

namespace Valence.Layers;

/// <summary>KerasHub's FNet encoder (Lee-Thorp et al., 2021): steps are mixed by a Fourier transform in the place of
/// attention, and go through two affine maps, each with a sum and a normalization.</summary>
/// <remarks>
/// Input and output <c>[batch, time, features]</c>: <c>h = norm(x + mix(x))</c>, <c>y = norm(h +
/// output(activation(intermediate(h))))</c>, where <c>mix(x)</c> is the real part of the two-dimensional transform over
/// time and features. All steps are mixed, padding too, and a mask ends here. Integers count as the same floats.
/// Weights: those of two <see cref="LayerNormalization"/> and two <see cref="Dense"/>.
/// </remarks>
/// <param name="intermediateDim">The width between the two affine maps; at least 1.</param>
/// <param name="dropout">The share of the maps' results set to 0 in training; from 0 to 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class FNetEncoder(int intermediateDim, double dropout = 0, string? name = null)
    : TransformerLayer(intermediateDim, dropout, name)
{
    private static readonly FourierMatrix CosinesOfTime = new(1, isSine: false), SinesOfTime = new(1, isSine: true);
    private static readonly FourierMatrix CosinesOfFeatures = new(2, isSine: false);
    private static readonly FourierMatrix SinesOfFeatures = new(2, isSine: true);

    /// <inheritdoc/>
    public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
    {
        if (inputs is not [{ Rank: 3 } input])
            throw new ShapeException(Place, "expected one input [batch, time, features], received "
                + (inputs.Length == 1 ? inputs[0].ToString() : $"{inputs.Length} inputs"));
        var inner = new InnerLayerList(weights);
        var mixingSum = new ResidualSum(normalizeFirst: false,
            inner.Add("_mixing_layer_norm", Norm("mixing_layer_norm"), input), null);
        var outputNorm = inner.Add("_output_layer_norm", Norm("output_layer_norm"), input);
        var intermediate = inner.Add("_intermediate_dense", Affine(IntermediateDim, Activation, "intermediate_dense"),
            input);
        var output = inner.Add("_output_dense", Affine(input[2], null, "output_dense"),
            input.WithLast(IntermediateDim));
        var outputSum = new ResidualSum(normalizeFirst: false, outputNorm,
            inner.Add("_output_dropout", new Dropout(Dropout, "output_dropout"), input));
        Own(inner);
        return (x, call) =>
        {
            var sequence = call.Cast(x.Tensor, ElementType.Float32);
            var h = mixingSum.After(sequence, Mixed(sequence, call), call);
            var between = intermediate(new Value(h), call);
            return outputSum.After(h, output(between, call).Tensor, call);
        };
    }

    // With c and s the matrices of cosines and sines, which are symmetric: the transform over features is x·c − i x·s,
    // and the real part of that over time c·(x·c) − s·(x·s). Steps stand last for the products over time.
    private static Tensor Mixed(Tensor x, CallContext call)
    {
        var real = Swapped(call.MatMul(x, call.Run(CosinesOfFeatures, x)), call);
        var imaginary = Swapped(call.MatMul(x, call.Run(SinesOfFeatures, x)), call);
        return Swapped(call.Subtract(call.MatMul(real, call.Run(CosinesOfTime, x)),
            call.MatMul(imaginary, call.Run(SinesOfTime, x))), call);
    }

    private static Tensor Swapped(Tensor x, CallContext call) => call.Transpose(x, 0, 2, 1);
}
