using System.Collections.Concurrent;
using Valence.Layers;
using Valence.Models;
using Valence.Operations;

namespace Valence.Losses;

/// <summary>A function of the truth and the predictions, written with operators and <c>keras.ops</c>: <c>(t, p) => (t -
/// p).Square().Mean(axis: -1)</c>.</summary>
/// <remarks>The function is asked once for each shape of data; its result is one number for each sample (and time
/// step), or one for the batch. Files cannot hold it.</remarks>
/// <param name="function">The loss of truth and predictions, both float32 with the batch first.</param>
public sealed class FunctionLoss(Func<SymbolicTensor, SymbolicTensor, SymbolicTensor> function) : Loss
{
    private readonly Func<SymbolicTensor, SymbolicTensor, SymbolicTensor> _function = Require.NotNull(function);
    private readonly ConcurrentDictionary<(Shape, Shape), ValueForward> _graphs = [];

    /// <inheritdoc/>
    protected override void CheckShapes(Shape yTrue, Shape yPred)
    {
    }

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred, CallContext call) =>
        _graphs.GetOrAdd((yTrue.Shape[1..], yPred.Shape[1..]), Graph)([yTrue, yPred], call).Tensor;

    private ValueForward Graph((Shape True, Shape Pred) rows)
    {
        var (t, p) = (Keras.Input(rows.True), Keras.Input(rows.Pred));
        var loss = _function(t, p) ?? throw new InvalidOperationException("Expected a loss of the truth and the "
            + "predictions, the function returned null.");
        var graph = new Functional([t, p], loss);
        graph.BuildIfPossible();
        return graph.EnsureBuilt([]).Forward;
    }
}
