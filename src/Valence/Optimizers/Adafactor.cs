using System.Runtime.CompilerServices;

namespace Valence.Optimizers;

/// <summary>Adaptive steps from the mean squares of a gradient's rows and columns instead of its elements.
/// <see href="https://arxiv.org/abs/1804.04235">Shazeer and Stern, 2018</see>.</summary>
/// <param name="learningRate">The learning rate; 0.001 where null.</param>
/// <param name="beta2Decay">How the share of past squares that is kept grows with the steps t: <c>1 −
/// t^beta2Decay</c>.</param>
/// <param name="epsilon1">What keeps squares from 0.</param>
/// <param name="epsilon2">The smallest size that a weight is taken to have.</param>
/// <param name="clipThreshold">The greatest root mean square of a change before the learning rate applies.</param>
/// <param name="relativeStep">Whether a rate that is a number is also limited to one over the root of the step.</param>
public sealed class Adafactor(LearningRate? learningRate = null, double beta2Decay = -0.8, double epsilon1 = 1e-30,
    double epsilon2 = 1e-3, double clipThreshold = 1, bool relativeStep = true)
    : Optimizer(learningRate ?? 0.001f)
{
    /// <summary>How the share of past squares that is kept grows with the steps.</summary>
    public double Beta2Decay { get; } = beta2Decay;

    /// <summary>What keeps squares from 0.</summary>
    public double Epsilon1 { get; } = epsilon1;

    /// <summary>The smallest size that a weight is taken to have.</summary>
    public double Epsilon2 { get; } = epsilon2;

    /// <summary>The greatest root mean square of a change before the learning rate applies.</summary>
    public double ClipThreshold { get; } = clipThreshold;

    /// <summary>Whether a rate that is a number is also limited to one over the root of the step.</summary>
    public bool RelativeStep { get; } = relativeStep;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Slot> Slots { get; } = [new("rows"), new("columns"), new("velocity")];

    /// <inheritdoc/>
    protected internal override bool UpdatesWholeWeights => true;

    /// <inheritdoc/>
    protected override Shape SlotShape(int slot, Shape weight) => (slot, weight.Rank) switch
    {
        (2, _) => weight,
        (_, < 2) => [],
        (0, _) => weight[..^1],
        _ => weight.Remove(weight.Rank - 2),
    };

    /// <inheritdoc/>
    private protected override ElementType SlotType(int slot, Shape weight) =>
        slot < 2 && weight.Rank < 2 ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    private protected override IEnumerable<(string Name, double? Value, double Least, double Greatest)> Ranges =>
        [("beta2Decay", Beta2Decay, -double.MaxValue, 0), ("epsilon1", Epsilon1, 0, double.MaxValue),
            ("epsilon2", Epsilon2, 0, double.MaxValue),
            ("clipThreshold", ClipThreshold, double.Epsilon, double.MaxValue)];

    /// <inheritdoc/>
    protected internal override void Prepare(StepState step, Span<float> numbers)
    {
        // Keras limits the rate twice; with a relative step the second limit changes nothing, without one it is the
        // same.
        numbers[0] = MathF.Min(step.LearningRate, 1 / MathF.Sqrt(step.Step));
        numbers[1] = 1 - (float)Math.Pow(step.Step, (float)Beta2Decay);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Update(Chunk chunk)
    {
        var (rho, beta2) = (chunk.Numbers[0], chunk.Numbers[1]);
        var w = chunk.Weight;
        var g = chunk.Gradient;
        var v = chunk.Slot(2);
        if (chunk.Shape.Rank < 2)
            for (var i = 0; i < v.Length; i++) v[i] = beta2 * v[i] + (1 - beta2) * Square(g[i]);
        else Factor(chunk);
        var (weights, changes) = (0.0, 0.0);
        for (var i = 0; i < w.Length; i++)
        {
            var change = g[i] / MathF.Sqrt(v[i]);
            weights += (double)w[i] * w[i];
            changes += (double)change * change;
        }
        var alpha = MathF.Max((float)Epsilon2, (float)Math.Sqrt(weights / w.Length)) * rho;
        var divisor = MathF.Max(1, (float)Math.Sqrt(changes / w.Length) / (float)ClipThreshold);
        for (var i = 0; i < w.Length; i++) w[i] -= alpha * (g[i] / MathF.Sqrt(v[i]) / divisor);
    }

    // Each matrix of the last two axes: v is the product of row and column means over the mean of all.
    private void Factor(Chunk chunk)
    {
        var beta2 = chunk.Numbers[1];
        var rows = chunk.Shape[^2];
        var columns = chunk.Shape[^1];
        for (var matrix = 0; matrix * rows * columns < chunk.Weight.Length; matrix++)
        {
            var g = chunk.Gradient.Slice(matrix * rows * columns, rows * columns);
            var ofRows = chunk.Slot(0).Slice(matrix * rows, rows);
            var ofColumns = chunk.Slot(1).Slice(matrix * columns, columns);
            for (var row = 0; row < rows; row++)
            {
                var sum = 0.0;
                for (var column = 0; column < columns; column++) sum += Square(g[row * columns + column]);
                ofRows[row] = beta2 * ofRows[row] + (1 - beta2) * (float)(sum / columns);
            }
            for (var column = 0; column < columns; column++)
            {
                var sum = 0.0;
                for (var row = 0; row < rows; row++) sum += Square(g[row * columns + column]);
                ofColumns[column] = beta2 * ofColumns[column] + (1 - beta2) * (float)(sum / rows);
            }
            var all = 0.0;
            foreach (var mean in ofRows) all += mean;
            var v = chunk.Slot(2).Slice(matrix * rows * columns, rows * columns);
            for (var i = 0; i < v.Length; i++)
                v[i] = ofRows[i / columns] / (float)(all / rows) * ofColumns[i % columns];
        }
    }

    private float Square(float g) => g * g + (float)Epsilon1;
}
