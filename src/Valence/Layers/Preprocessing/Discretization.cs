using Valence.Operations;
using Valence.Text;

namespace Valence.Layers;

/// <summary>Numbers to the bins that they fall into: bin <c>i</c> from boundary <c>i − 1</c>, included, to boundary
/// <c>i</c>; the first and the last bin have no end.</summary>
/// <remarks>
/// Input: floats of any shape. Int: the number of the bin, int32, for each element. One-hot: a row for each element, a
/// last axis of length 1 left out. Multi-hot and count: <c>[batch, length, …]</c> becomes <c>[batch, …, bins]</c>. NaN
/// falls into the last bin.
/// A mask ends here. No weights: learned boundaries are part of the description.
/// </remarks>
public sealed class Discretization : PreprocessingLayer
{
    private double[]? _boundaries;

    /// <summary>Bins between the given boundaries.</summary>
    /// <param name="binBoundaries">Ascending numbers.</param>
    /// <param name="outputMode">What becomes of bins: int, one-hot, multi-hot or count.</param>
    /// <param name="name">The layer's name; an automatic one when null.</param>
    /// <exception cref="ArgumentException">The numbers do not ascend, or the mode is another one.</exception>
    public Discretization(IReadOnlyList<double> binBoundaries, Choice<OutputMode> outputMode = default,
        string? name = null) : this(outputMode, name) => _boundaries = Checked(binBoundaries, nameof(binBoundaries));

    /// <summary>Bins of about equally many numbers each, learned with <see cref="Adapt(Tensor)"/>.</summary>
    /// <param name="numBins">The number of bins; at least 1.</param>
    /// <param name="epsilon">How exactly quantiles are found, above 0 and at most 1: each batch is kept as about
    /// <c>1 / epsilon</c> numbers.</param>
    /// <param name="outputMode">What becomes of bins: int, one-hot, multi-hot or count.</param>
    /// <param name="name">The layer's name; an automatic one when null.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or the mode is another one.</exception>
    public Discretization(int numBins, double epsilon = 0.01, Choice<OutputMode> outputMode = default,
        string? name = null) : this(outputMode, name)
    {
        NumBins = Valence.Require.AtLeast(1, numBins);
        Epsilon = epsilon is > 0 and <= 1 ? epsilon
            : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon,
                $"Expected epsilon above 0 and at most 1, received {epsilon}.");
    }

    private Discretization(Choice<OutputMode> outputMode, string? name) : base(name) => OutputMode =
        outputMode != Text.OutputMode.TfIdf ? outputMode
            : throw new ArgumentOutOfRangeException(nameof(outputMode), outputMode,
                "Expected int, one_hot, multi_hot or count.");

    /// <summary>The boundaries, given or learned; null before they are learned.</summary>
    public IReadOnlyList<double>? BinBoundaries => _boundaries;

    /// <summary>The number of bins to learn; null where the boundaries were given.</summary>
    public int? NumBins { get; }

    /// <summary>How exactly quantiles are found.</summary>
    public double Epsilon { get; internal init; } = 0.01;

    /// <summary>What becomes of bins.</summary>
    public Choice<OutputMode> OutputMode { get; }

    /// <summary>The type of rows: float32 or int32. Bins of the mode int are integers in any case.</summary>
    public ElementType OutputType
    {
        get;
        init => field = value is ElementType.Float32 or ElementType.Int32 ? value
            : throw new ArgumentException($"Expected float32 or int32, received {value}.", nameof(OutputType));
    }

    /// <summary>Learns the boundaries from all numbers in <paramref name="data"/>, in place of the former
    /// ones.</summary>
    /// <exception cref="InvalidOperationException">The boundaries were given to the constructor.</exception>
    /// <exception cref="ArgumentException">There are no numbers, or one is NaN.</exception>
    public void Adapt(Tensor data) => Adapt([data ?? throw new ArgumentNullException(nameof(data))]);

    /// <summary>Learns the boundaries from all batches together, in place of the former ones.</summary>
    /// <inheritdoc cref="Adapt(Tensor)"/>
    public void Adapt(IEnumerable<Tensor> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        if (NumBins is not { } bins)
            throw new InvalidOperationException($"{Place}: the boundaries were given to the constructor, so there is "
                + "nothing to learn. Give a number of bins to adapt the layer.");
        var summary = QuantileSummary.Empty;
        foreach (var batch in batches) summary = QuantileSummary.Of(Floats(batch), Epsilon).Merge(summary, Epsilon);
        if (summary.Count == 0)
            throw new ArgumentException("Expected at least one number to learn from, received none.", nameof(batches));
        _boundaries = summary.Boundaries(bins);
    }

    /// <summary>Boundaries that a file has beside the number of bins, once they were learned.</summary>
    internal void Restore(IReadOnlyList<double> boundaries) => _boundaries = Checked(boundaries, "bin_boundaries");

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        EncodedRows.KeepsRowsApart(inputs[0], OutputMode.Value);

    /// <inheritdoc/>
    protected override TensorSpec Describe(Values x)
    {
        if (x.Count != 1 || x.Tensor.Type == ElementType.String)
            throw new ShapeException(Place, $"expected one input of numbers, received {x.Tensor.TypeAndShape}");
        var ids = x.Tensor.Shape;
        if (OutputMode == Text.OutputMode.Int) return new(ids, ElementType.Int32);
        if (OutputMode == Text.OutputMode.OneHot || ids.Rank <= 2)
            return EncodedRows.Describe(ids, OutputMode.Value, Depth) with { Type = OutputType };
        return new(ids.Remove(1).Concat([Depth()]), OutputType);
    }

    /// <inheritdoc/>
    protected override Tensor Encode(Values x)
    {
        var boundaries = _boundaries ?? throw new InvalidOperationException(
            $"{Place}: has no boundaries yet. Adapt it, or give them to the constructor, before it is used.");
        var ids = new Tensor(x.Tensor.Shape, ElementType.Int32);
        var isWhole = x.Tensor.Type == ElementType.Int32;
        for (var i = 0; i < ids.Count; i++)
            ids.Overwrite<int>()[i] = Bin(isWhole ? x.Tensor.Ints[i] : (double)x.Tensor.Floats[i], boundaries);
        if (OutputMode == Text.OutputMode.Int) return ids;
        var rows = ids.Shape.Rank > 2 && OutputMode != Text.OutputMode.OneHot ? AlongFirst(ids)
            : CategoryRows.Encode(ids, Depth(), OutputMode.Value);
        return OutputType == ElementType.Float32 ? rows
            : Tensor.From([.. rows.Floats.ToArray().Select(number => (int)number)], rows.Shape);
    }

    // Rows of more axes than two gather the bins along the axis after the batch, as in Keras.
    private Tensor AlongFirst(Tensor ids)
    {
        var (length, rest) = (ids.Shape[1], ids.Shape[2..].Count);
        var samples = new Tensor([ids.Shape[0] * rest, length], ElementType.Int32);
        for (var i = 0; i < samples.Count; i++)
        {
            var (sample, position) = Math.DivRem(i, length);
            var (row, column) = Math.DivRem(sample, rest);
            samples.Overwrite<int>()[i] = ids.Ints[(row * length + position) * rest + column];
        }
        return Tensor.From(CategoryRows.Encode(samples, Depth(), OutputMode.Value).Floats,
            ids.Shape.Remove(1).Concat([Depth()]));
    }

    private int Depth() => _boundaries?.Length + 1 ?? NumBins!.Value;

    // How many boundaries are not above the number; all of them where it is NaN, as in Keras.
    private static int Bin(double number, double[] boundaries)
    {
        var (low, high) = (0, boundaries.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (boundaries[middle] > number) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private static double[] Checked(IReadOnlyList<double> boundaries, string parameter)
    {
        ArgumentNullException.ThrowIfNull(boundaries);
        for (var i = 0; i < boundaries.Count; i++)
            if (double.IsNaN(boundaries[i]) || i > 0 && boundaries[i] < boundaries[i - 1])
                throw new ArgumentException($"Expected boundaries that ascend, received {boundaries[i]} at place {i}.",
                    parameter);
        return [.. boundaries];
    }

    private static float[] Floats(Tensor data)
    {
        var numbers = data.Type switch
        {
            ElementType.Float32 => data.Floats.ToArray(),
            ElementType.Int32 => [.. data.Ints.ToArray().Select(number => (float)number)],
            _ => throw new ArgumentException($"Expected numbers to learn from, "
                + $"received {data.TypeAndShape}.", nameof(data)),
        };
        return numbers.Any(float.IsNaN)
            ? throw new ArgumentException("Expected numbers to learn from, received NaN.", nameof(data)) : numbers;
    }
}
