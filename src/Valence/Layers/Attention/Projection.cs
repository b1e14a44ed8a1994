using Valence.Operations;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>One of attention's affine maps: features to heads, or heads to features. Its weights have Keras' axes and
/// work as a matrix.</summary>
internal sealed class Projection
{
    private readonly Weight _kernel;
    private readonly Weight? _bias;
    private readonly Shape _matrix;

    public Projection(ProjectedAttention layer, Shape inputs, Shape outputs, WeightFactory weights)
    {
        var shape = inputs.Concat(outputs);
        if (!shape.IsKnown) throw new ShapeException("projection", $"expected known features, received {inputs}");
        _matrix = [inputs.Count, outputs.Count];
        _kernel = weights.Add("kernel", shape, MatrixInitializer.For(layer.KernelInitializer, inputs.Count),
            layer.KernelRegularizer, layer.KernelConstraint);
        _kernel.Int8Form = new(_matrix[0], _matrix[1]);
        _bias = layer.UseBias
            ? weights.Add("bias", outputs, layer.BiasInitializer, layer.BiasRegularizer, layer.BiasConstraint) : null;
    }

    /// <summary><c>[…, inputs]</c> to <c>[…, outputs]</c>, both flat.</summary>
    public Tensor Apply(Tensor x, CallContext call)
    {
        var bias = _bias is null ? null : call.Reshape(_bias.Value, [_matrix[1]]);
        return _kernel.Int8 is { } small ? call.Affine(x, small, bias)
            : call.Affine(x, call.Reshape(_kernel.Value, _matrix), bias);
    }

    /// <summary>The same, with a penalty on the result that is divided by the batch.</summary>
    public Tensor Apply(Tensor x, Regularizer? penalty, int batch, CallContext call)
    {
        var y = Apply(x, call);
        Penalize(y, penalty, batch, call);
        return y;
    }

    /// <summary>Adds a penalty on <paramref name="y"/>, divided by the batch.</summary>
    public static void Penalize(Tensor y, Regularizer? penalty, int batch, CallContext call)
    {
        if (penalty is not null) call.AddLoss(call.Scale(penalty.Penalty(y, call), 1f / batch));
    }
}
