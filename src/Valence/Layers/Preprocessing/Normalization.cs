using Valence.Initializers;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>Features with mean 0 and variance 1, by a mean and variance that are given or learned from data:
/// <c>(x − mean) / max(√variance, 1e-7)</c>.</summary>
/// <remarks>
/// Input and output <c>[batch, …]</c>; a mask passes through. Each position of the axes in <see cref="Axis"/> has a
/// mean and a variance of its own.
/// Where they are not given, they are state, learned with <see cref="Adapt(Tensor)"/>: <c>mean</c> and
/// <c>variance</c>, of the lengths of these axes, and <c>count</c>, a scalar that Keras keeps and never changes.
/// Nothing is trained.
/// </remarks>
public sealed class Normalization : Layer
{
    private const float LeastDeviation = 1e-7f;

    private Shape _builtFor;
    private Weight? _learnedMean;
    private Weight? _learnedVariance;

    /// <summary>A normalization by statistics that are given, or learned where they are null.</summary>
    /// <param name="mean">The means, a scalar or with at most as many axes as <see cref="Axis"/>; null to learn
    /// them.</param>
    /// <param name="variance">The variances, of the shape of <paramref name="mean"/>; null with it.</param>
    /// <param name="invert">Whether normalized features are turned back instead: <c>mean + x · max(√variance,
    /// 1e-7)</c>.</param>
    /// <param name="name">The layer's name; an automatic one when null.</param>
    /// <exception cref="ArgumentException">One of mean and variance is missing, or their shapes differ.</exception>
    public Normalization(Tensor? mean = null, Tensor? variance = null, bool invert = false, string? name = null)
        : base(name)
    {
        if (mean is null != variance is null)
            throw new ArgumentException("Expected mean and variance together, received one of them.",
                mean is null ? nameof(mean) : nameof(variance));
        if (mean is not null && mean.Shape != variance!.Shape)
            throw new ArgumentException($"Expected a variance of the mean's shape {mean.Shape}, received "
                + $"{variance.Shape}.", nameof(variance));
        (Mean, Variance, Invert) = (Floats(mean, nameof(mean)), Floats(variance, nameof(variance)), invert);
    }

    /// <summary>The means as they were given; null where they are learned.</summary>
    public Tensor? Mean { get; }

    /// <summary>The variances as they were given; null where they are learned.</summary>
    public Tensor? Variance { get; }

    /// <summary>Whether normalized features are turned back.</summary>
    public bool Invert { get; }

    /// <summary>The axes whose positions have statistics of their own, negative ones counted from the end; none for
    /// one mean and variance of all elements.</summary>
    public IReadOnlyList<int> Axis { get; init; } = [-1];

    /// <inheritdoc/>
    public override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) => TrailingAxes.LeaveRows(inputs[0], Axis);

    /// <inheritdoc/>
    public override Forward Build(Shape input, WeightFactory weights)
    {
        var kept = TrailingAxes.Resolve(input, Axis);
        foreach (var axis in kept)
            if (input[axis] < 0)
                throw new ShapeException(Place, $"expected a known length of axis {axis}, which has statistics of its "
                    + $"own, received {input}");
        _builtFor = input;
        Shape own = [.. kept.Select(axis => input[axis])];
        Shape broadcast = [.. Enumerable.Range(0, input.Rank).Select(axis => kept.Contains(axis) ? input[axis] : 1)];
        if (Mean is not null)
        {
            var (mean, variance) = (Placed(Mean, input.Rank, kept, own), Placed(Variance!, input.Rank, kept, own));
            return (x, call) => Apply(x, mean, variance, call);
        }
        _learnedMean = weights.AddState("mean", own, Initializer.Zeros);
        _learnedVariance = weights.AddState("variance", own, Initializer.Ones);
        weights.AddState("count", [], Initializer.Zeros).StoredType = ElementType.Int32;
        var (learnedMean, learnedVariance) = (_learnedMean, _learnedVariance);
        return (x, call) => Apply(x, call.Reshape(call.Current(learnedMean), broadcast),
            call.Reshape(call.Current(learnedVariance), broadcast), call);
    }

    /// <summary>Learns mean and variance of <paramref name="data"/> in place of the former ones.</summary>
    /// <param name="data">Numbers <c>[samples, …]</c>; the layer is built for their axes where it is not
    /// built.</param>
    /// <exception cref="InvalidOperationException">The statistics were given to the constructor.</exception>
    /// <exception cref="ShapeException">The data have other axes than what the layer was built for.</exception>
    public void Adapt(Tensor data) => Adapt([data ?? throw new ArgumentNullException(nameof(data))]);

    /// <summary>Learns mean and variance of all batches together in place of the former ones.</summary>
    /// <param name="batches">Numbers <c>[samples, …]</c>, at least one batch.</param>
    /// <inheritdoc cref="Adapt(Tensor)"/>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    public void Adapt(IEnumerable<Tensor> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        if (Mean is not null)
            throw new InvalidOperationException($"{Place}: mean and variance were given to the constructor, so there "
                + "is nothing to learn. Leave them out to adapt the layer.");
        ColumnMoments? moments = null;
        foreach (var batch in batches)
        {
            var kept = TrailingAxes.Resolve(batch.Shape, Axis);
            if (!IsBuilt) EnsureBuilt([kept.Contains(0) ? batch.Shape : batch.Shape.With(0, Shape.Unknown)]);
            Require(batch.Shape, kept);
            moments ??= new(_learnedMean!.Value.Count);
            moments.Add(Floats(batch, nameof(batches))!, kept);
        }
        if (moments is null)
            throw new ArgumentException("Expected at least one batch to learn from, received none.", nameof(batches));
        _learnedMean!.Set(Tensor.From(moments.Means, _learnedMean.Shape));
        _learnedVariance!.Set(Tensor.From(moments.Variances, _learnedVariance.Shape));
    }

    private Tensor Apply(Tensor x, Tensor mean, Tensor variance, CallContext call)
    {
        var deviation = call.Maximum(call.Sqrt(variance), call.Scalar(LeastDeviation));
        return Invert ? call.Add(mean, call.Multiply(x, deviation)) : call.Divide(call.Subtract(x, mean), deviation);
    }

    private void Require(Shape batch, int[] kept)
    {
        if (batch.Rank == _builtFor.Rank && kept.All(axis => batch[axis] == _builtFor[axis])) return;
        throw new ShapeException(Place, $"expected data such as {_builtFor}, for which the layer was built, received "
            + $"{batch}");
    }

    // The given numbers under the axes of the input: a scalar for all of them, others for the last of the kept axes.
    private Tensor Placed(Tensor given, int rank, int[] kept, Shape own)
    {
        if (given.Shape.Rank > kept.Length || Broadcast.Join(given.Shape, own) != own)
            throw new ShapeException(Place, $"expected a mean and variance that broadcast to {own}, the lengths of the "
                + $"axes with statistics of their own, received {given.Shape}");
        var axes = new int[rank];
        Array.Fill(axes, 1);
        for (var i = 1; i <= given.Shape.Rank; i++) axes[kept[^i]] = given.Shape[^i];
        return Tensor.From(given.Floats, Shape.Create(axes));
    }

    private static Tensor? Floats(Tensor? numbers, string parameter) => numbers?.Type switch
    {
        null or ElementType.Float32 => numbers,
        ElementType.Int32 => Tensor.From([.. numbers.Ints.ToArray().Select(number => (float)number)], numbers.Shape),
        _ => throw new ArgumentException($"Expected numbers, received {numbers.TypeAndShape}.", parameter),
    };
}
