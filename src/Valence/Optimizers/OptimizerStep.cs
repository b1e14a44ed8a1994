using Valence.Operations;
using Valence.Threading;

namespace Valence.Optimizers;

/// <summary>A step of an optimizer: new weights and what is kept for them, from the old ones, the gradients and this
/// step's numbers.</summary>
/// <remarks>
/// Operands: the numbers <c>[8]</c>, or <c>[weights, 8]</c> where weights have learning rates of their own: the
/// learning rate, the share of the moving average that is kept, whether the
/// average replaces the weight, whether gradients are only accumulated (1 or 0), and those of the formula
/// (<see cref="Optimizer.Prepare"/>). Then, for each weight, six and one for each slot: the weight; its gradient, dense
/// or as ids and rows, all missing where there is none; the moving average and the accumulated gradients, missing where
/// none are kept; the slots. Results: for each weight the weight, the average and the accumulated gradients where they
/// are kept, and the slots. Usually they take the place of their operands (<see cref="Executor.Change"/>).
/// </remarks>
public sealed class OptimizerStep : Operation, IThreaded
{
    internal const int Rate = 0, AverageShare = 1, Overwrites = 2, OnlyAccumulates = 3, OfFormula = 4,
    FormulaNumbers = 4, NumberCount = OfFormula + FormulaNumbers;

    private const int Value = 0, Dense = 1, Ids = 2, Rows = 3, Average = 4, Sums = 5, Slots = 6;

    private readonly int _slots;
    private readonly int _weights;
    private readonly bool _averages;
    private readonly bool _accumulates;
    private readonly ChunkWalk _walk;

    /// <param name="optimizer">Formula and stages.</param>
    /// <param name="weights">The shape of each weight, and whether it decays.</param>
    /// <param name="ownNumbers">Whether each weight has numbers of its own.</param>
    internal OptimizerStep(Optimizer optimizer, IReadOnlyList<(Shape Shape, bool Decays)> weights,
        bool ownNumbers = false)
    {
        SharesNumbers = !ownNumbers;
        Optimizer = optimizer;
        (_weights, _slots) = (weights.Count, optimizer.Slots.Count);
        (_averages, _accumulates) = (optimizer.UseEma, optimizer.GradientAccumulationSteps is not null);
        _walk = new(optimizer, weights);
        ResultCount = _weights * (1 + (_averages ? 1 : 0) + (_accumulates ? 1 : 0) + _slots);
        OperandCount = 1 + _weights * (Slots + _slots);
    }

    /// <summary>The formula and the stages around it.</summary>
    public Optimizer Optimizer { get; }

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <summary>Whether the step's numbers are those of all weights.</summary>
    internal bool SharesNumbers { get; }

    internal int OperandCount { get; }

    internal int ResultCount { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<ElementType> OperandTypes(int index) =>
        (index == 0 ? Value : (index - 1) % (Slots + _slots)) switch
        {
            Ids => [ElementType.Int32],
            < Slots => [ElementType.Float32],
            _ => [ElementType.Float32, ElementType.Int32],
        };

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        Shape numbers = SharesNumbers ? [NumberCount] : [_weights, NumberCount];
        if (x[0].Shape != numbers) throw Mismatch($"expected numbers {numbers}, received {x[0].TypeAndShape}");
        for (var (i, result) = (0, 0); i < _weights; i++)
        {
            var value = x[Place(i, Value)];
            if (x.Optional(Place(i, Dense)) is { } dense && (dense.Shape != value.Shape || x.Has(Place(i, Rows))))
                throw Mismatch($"expected one gradient of shape {value.Shape}, received {dense.TypeAndShape}");
            y[result++] = new(value.Shape);
            if (_averages) y[result++] = new(x[Place(i, Average)].Shape);
            if (_accumulates) y[result++] = new(x[Place(i, Sums)].Shape);
            for (var slot = 0; slot < _slots; slot++)
                y[result++] = new(x[Place(i, Slots + slot)].Shape, x[Place(i, Slots + slot)].Type);
        }
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y) => Run(x, y, null);

    void IThreaded.Run(Operands x, ReadOnlySpan<Tensor> y, Workers? workers) => Run(x, y, workers);

    private void Run(Operands x, ReadOnlySpan<Tensor> y, Workers? workers)
    {
        using var _ = _walk.Stepping.EnterScope();
        for (var (i, result) = (0, 0); i < _weights; i++)
        {
            var weight = _walk.Weights[i];
            var rows = x.Optional(Place(i, Rows)) is { } ofRows ? new(x[Place(i, Ids)], ofRows)
                : default(Execution.RowGradient?);
            weight.Take(x.Optional(Place(i, Dense)), rows);
            weight.Value = Changed(x[Place(i, Value)], y[result++]);
            weight.Average = _averages ? Changed(x[Place(i, Average)], y[result++]) : null;
            weight.Accumulator = _accumulates ? Changed(x[Place(i, Sums)], y[result++]) : null;
            for (var slot = 0; slot < _slots; slot++)
                weight.Slots[slot] = Changed(x[Place(i, Slots + slot)], y[result++]);
            weight.IsInPlace = ReferenceEquals(weight.Value, x[Place(i, Value)]);
        }
        _walk.Step(x[0].Floats, workers);
    }

    /// <summary>Fills operands and results for a step that changes its operands.</summary>
    internal void Arrange(Tensor numbers, ReadOnlySpan<OptimizedWeight> weights, ReadOnlySpan<WeightGradient> gradients,
        Span<Tensor?> x, Span<Tensor> y)
    {
        x[0] = numbers;
        for (var (i, result) = (0, 0); i < _weights; i++)
        {
            var weight = weights[i];
            var of = x.Slice(Place(i, 0), Slots + _slots);
            of[Value] = y[result++] = weight.Weight.Value;
            (of[Dense], of[Ids], of[Rows]) = (gradients[i].Dense, gradients[i].Rows?.Ids, gradients[i].Rows?.Rows);
            (of[Average], of[Sums]) = (weight.Average, weight.Accumulator);
            if (weight.Average is not null) y[result++] = weight.Average;
            if (weight.Accumulator is not null) y[result++] = weight.Accumulator;
            for (var slot = 0; slot < _slots; slot++) of[Slots + slot] = y[result++] = weight.Slots[slot];
        }
    }

    private int Place(int weight, int part) => 1 + weight * (Slots + _slots) + part;

    private static Tensor Changed(Tensor operand, Tensor result)
    {
        if (!ReferenceEquals(operand, result)) result.CopyFrom(operand);
        return result;
    }
}
