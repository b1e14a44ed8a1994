using Valence.Operations;

namespace Valence.Losses;

/// <summary>Draws embeddings of one class together and those of different classes apart.
/// <see href="https://arxiv.org/abs/2002.10857">Sun et al., 2020</see>.</summary>
/// <remarks>
/// The truth is class numbers <c>[batch]</c>, the predictions are embeddings <c>[batch, width]</c> of length 1. A
/// sample counts when the batch holds
/// another one of its class and one of a different class.
/// </remarks>
/// <param name="gamma">The largest scale of a similarity score.</param>
/// <param name="margin">The distance below which different classes push apart and above which the same class draws
/// together.</param>
/// <param name="removeDiagonal">Whether a sample's similarity with itself is left out.</param>
public sealed class Circle(double gamma = 80, double margin = 0.4, bool removeDiagonal = true) : Loss
{
    /// <summary>The largest scale of a similarity score.</summary>
    public double Gamma { get; } = gamma;

    /// <summary>The distance around which classes are drawn together or pushed apart.</summary>
    public double Margin { get; } = margin;

    /// <summary>Whether a sample's similarity with itself is left out.</summary>
    public bool RemoveDiagonal { get; } = removeDiagonal;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var (same, different) = Pairs(yTrue, yPred, call);
        var distances = call.Maximum(call.OneMinus(call.MatMul(yPred, yPred, transposeB: true)), call.Scalar(0));
        var drawn = call.Multiply(call.Maximum(call.Multiply(call.Shift(distances, (float)Margin), same),
            call.Scalar(0)),
            call.Shift(distances, -(float)Margin));
        var weights = call.Maximum(call.Multiply(call.Subtract(call.Scalar(1 + (float)Margin), distances), different),
            call.Scalar(0));
        var pushed = call.Multiply(weights, call.Subtract(call.Scalar(1 - (float)Margin), distances));
        var scores = call.Add(LogSumExp(call.Scale(drawn, (float)Gamma), same, call),
            LogSumExp(call.Scale(pushed, (float)Gamma), different, call));
        return call.Multiply(call.Softplus(scores), HasBoth(same, different, call));
    }

    /// <inheritdoc/>
    protected override Tensor? Valid(Tensor yTrue, Tensor values, CallContext call) =>
        call.Greater(values, call.Scalar(0));

    /// <inheritdoc/>
    protected override void CheckShapes(Shape yTrue, Shape yPred)
    {
        if (yPred.Rank != 2 || yTrue.Count != yPred[0])
            throw new ShapeException(KerasName, "expected class numbers [batch] and embeddings [batch, width], "
                + $"received {yTrue} and {yPred}");
    }

    private protected override string Advice(Shape yTrue, Shape yPred) => "";

    private (Tensor Same, Tensor Different) Pairs(Tensor yTrue, Tensor yPred, CallContext call)
    {
        var count = yPred.Shape[0];
        var equal = call.Equal(call.Reshape(yTrue, [count, 1]), call.Reshape(yTrue, [1, count]));
        var different = call.OneMinus(equal);
        return (RemoveDiagonal ? call.Multiply(equal, call.OffDiagonal(count)) : equal, different);
    }

    private static Tensor HasBoth(Tensor same, Tensor different, CallContext call) =>
        call.Multiply(call.Max(same, false, 1), call.Max(different, false, 1));

    // ln Σ eˣ of each row's chosen elements; of no elements 0, which the caller then leaves out.
    private static Tensor LogSumExp(Tensor x, Tensor chosen, CallContext call)
    {
        var any = call.Max(chosen, keepDims: true, 1);
        var largest = call.Max(call.Select(chosen, x, call.Scalar(float.MinValue)), keepDims: true, 1);
        var shift = call.Select(any, largest, call.Scalar(0));
        var sum = call.Sum(call.Multiply(call.Exp(call.Select(chosen, call.Subtract(x, shift), call.Scalar(0))),
            chosen), keepDims: true, 1);
        var logarithm = call.Add(shift, call.Log(call.Select(any, sum, call.Scalar(1))));
        return call.Reshape(logarithm, [x.Shape[0]]);
    }
}
