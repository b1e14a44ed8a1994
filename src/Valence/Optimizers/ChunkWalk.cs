using System.Runtime.CompilerServices;
using Valence.Threading;

namespace Valence.Optimizers;

/// <summary>Cuts weights into ranges of a fixed size and does a step range by range, on as many threads as there
/// are.</summary>
internal sealed class ChunkWalk
{
    // 16 KB: with gradient and two slots a range stays in the first-level cache.
    public const int ChunkLength = 4096;

    private readonly Optimizer _optimizer;
    private readonly SteppedWeight[] _weights;
    private readonly (int Weight, int Start, int Length)[] _chunks;
    private readonly double[] _squares;
    private float[] _numbers = [];
    private Workers? _workers;

    public ChunkWalk(Optimizer optimizer, IReadOnlyList<(Shape Shape, bool Decays)> weights)
    {
        var scale = (float)(optimizer.LossScaleFactor ?? 1);
        _optimizer = optimizer;
        _weights = [.. weights.Select(of =>
            new SteppedWeight(of.Shape, optimizer.Slots.Count, scale, of.Decays, Stepping))];
        _chunks = [.. _weights.SelectMany((weight, i) => Cut(weight, optimizer.UpdatesWholeWeights)
            .Select(range => (i, range.Start, range.Length)))];
        _squares = new double[_chunks.Length];
    }

    // As in Keras, a limit that is not above 0 is none.
    private bool Clips => _optimizer.Clipvalue > 0 || _optimizer.Clipnorm > 0 || _optimizer.GlobalClipnorm > 0;

    /// <summary>The weights, to which the step's tensors are given before it begins.</summary>
    public IReadOnlyList<SteppedWeight> Weights => _weights;

    /// <summary>Held while weights and slots change: those that read them from another thread wait.</summary>
    public Lock Stepping { get; } = new();

    private bool OnlyAccumulates => _numbers[OptimizerStep.OnlyAccumulates] != 0;

    /// <summary>Changes the weights, or adds the gradients to those of earlier batches.</summary>
    /// <param name="numbers">Those of <see cref="OptimizerStep"/>.</param>
    /// <param name="workers">Threads that share the work; the caller works alone where null.</param>
    public void Step(ReadOnlySpan<float> numbers, Workers? workers)
    {
        if (_numbers.Length != numbers.Length) _numbers = new float[numbers.Length];
        numbers.CopyTo(_numbers);
        _workers = workers;
        for (var i = 0; i < _weights.Length; i++) Begin(_weights[i], OfFormula(i));
        if (!OnlyAccumulates && (_optimizer.Clipnorm > 0 || _optimizer.GlobalClipnorm > 0))
        {
            Run(new NormJob(this));
            SetClips();
        }
        Run(new StepJob(this));
    }

    // A step is postponed for rows without a gradient where nothing else depends on it; else what waits has to be done
    // first.
    private void Begin(SteppedWeight weight, ReadOnlySpan<float> ofFormula)
    {
        weight.CatchUp(ofOthers: true);
        if (weight is { MayBeLate: true, BlockLength: <= ChunkLength }
            && (_optimizer.WeightDecay is null || !weight.Decays) && !Clips
            && _optimizer is { UpdatesWholeWeights: false, IgnoresZeroGradients: false })
            weight.StepLate(ofFormula, _optimizer, _workers);
        else if (weight.HasGradient) weight.CatchUp(ofOthers: false);
        weight.Begin();
    }

    // Where the numbers of a weight begin: all have the same, or each its own.
    private int NumbersOf(int weight) => _numbers.Length == OptimizerStep.NumberCount ? 0
        : weight * OptimizerStep.NumberCount;

    private ReadOnlySpan<float> OfFormula(int weight) => _numbers.AsSpan(NumbersOf(weight) + OptimizerStep.OfFormula,
        OptimizerStep.FormulaNumbers);

    private static IEnumerable<(int Start, int Length)> Cut(SteppedWeight weight, bool whole)
    {
        var count = weight.Shape.Count;
        var size = whole ? Math.Max(count, 1) : weight.BlockLength is > 0 and <= ChunkLength and var block
            ? ChunkLength / block * block : ChunkLength;
        for (var start = 0; start < count; start += size) yield return (start, Math.Min(size, count - start));
    }

    private void Run<TJob>(TJob job) where TJob : struct, IJob
    {
        if (_workers is { } workers) workers.Run(ref job, _chunks.Length);
        else
            for (var i = 0; i < _chunks.Length; i++) job.Run(i);
    }

    [SkipLocalsInit]
    private void StepChunk(int piece)
    {
        var (index, start, length) = _chunks[piece];
        var weight = _weights[index];
        if (weight.HasGradient)
        {
            Span<float> scratch = length <= ChunkLength ? stackalloc float[ChunkLength] : weight.WholeGradient();
            scratch = scratch[..length];
            if (weight.IsLate) weight.Late!.Step(start, scratch, OfFormula(index));
            else if (OnlyAccumulates)
                ElementLoop.Run(weight.SumsRange(start, length),
                    weight.Gradient(start, scratch), new Sums());
            else Change(index, start, scratch);
        }
        if (weight.Average is not null) Follow(weight.AverageRange(start, length), weight.Range(start, length));
    }

    private void Change(int index, int start, Span<float> scratch)
    {
        var weight = _weights[index];
        var numbers = OfFormula(index);
        var decay = weight.Decays ? (float?)_optimizer.WeightDecay : null;
        if (decay is null && Rests(weight, numbers, start, scratch.Length)) return;
        var gradient = Clipped(weight, start, scratch);
        if (decay is { } share)
        {
            var range = weight.Range(start, scratch.Length);
            ElementLoop.Run(range, range,
                new Decayed(share, _numbers[NumbersOf(index) + OptimizerStep.Rate]));
        }
        weight.Update(start, gradient, _optimizer, numbers, _optimizer.UpdatesWholeWeights);
        if (weight.Accumulator is not null) weight.SumsRange(start, scratch.Length).Clear();
    }

    // Rows of a table that no batch has used yet cost a look. A limit on gradients may make NaN of zeros.
    private bool Rests(SteppedWeight weight, ReadOnlySpan<float> numbers, int start, int length) =>
        weight.Accumulator is null && !weight.Touches(start, length)
        && (_optimizer.IgnoresZeroGradients
            || (_optimizer.RestsAtZero(numbers) && !Clips && weight.SlotsAreZero(start, length)));

    private ReadOnlySpan<float> Clipped(SteppedWeight weight, int start, Span<float> scratch)
    {
        var gradient = Averaged(weight, start, scratch);
        if (!Clips) return gradient;
        gradient.CopyTo(scratch);
        if ((float?)_optimizer.Clipvalue is { } limit) ElementLoop.Run(scratch, scratch, new Limited(limit));
        else ElementLoop.Run(scratch, scratch, new Scaled(weight.Clip.Factor, weight.Clip.Divisor));
        return scratch;
    }

    private ReadOnlySpan<float> Averaged(SteppedWeight weight, int start, Span<float> scratch)
    {
        var gradient = weight.Gradient(start, scratch);
        if (weight.Accumulator is null) return gradient;
        gradient.CopyTo(scratch);
        ElementLoop.Run(scratch, weight.SumsRange(start, scratch.Length),
            new Means(_optimizer.GradientAccumulationSteps ?? 1));
        return scratch;
    }

    private void Follow(Span<float> average, Span<float> value)
    {
        ElementLoop.Run(average, value, new Averaged(_numbers[OptimizerStep.AverageShare]));
        if (_numbers[OptimizerStep.Overwrites] != 0) average.CopyTo(value);
    }

    [SkipLocalsInit]
    private void Measure(int piece)
    {
        var (index, start, length) = _chunks[piece];
        var weight = _weights[index];
        _squares[piece] = 0;
        if (!weight.HasGradient) return;
        Span<float> scratch = length <= ChunkLength ? stackalloc float[ChunkLength] : weight.WholeGradient();
        _squares[piece] = ElementLoop.SumOfSquares(Averaged(weight, start, scratch[..length]));
    }

    private void SetClips()
    {
        var (piece, all) = (0, 0.0);
        for (var i = 0; i < _weights.Length; i++)
        {
            var own = 0.0;
            for (; piece < _chunks.Length && _chunks[piece].Weight == i; piece++) own += _squares[piece];
            if ((float?)_optimizer.Clipnorm is { } limit)
                _weights[i].Clip = (limit, Largest((float)Math.Sqrt(own), limit));
            all += own;
        }
        if ((float?)_optimizer.GlobalClipnorm is not { } total) return;
        // A norm that is not finite makes all gradients NaN, as in Keras.
        var norm = (float)Math.Sqrt(all);
        var scale = float.IsFinite(norm) ? total * MathF.Min(1 / norm, 1 / total) : float.NaN;
        foreach (var weight in _weights) weight.Clip = (scale, 1);
    }

    private static float Largest(float norm, float limit) => norm > limit || float.IsNaN(norm) ? norm : limit;

    private readonly struct StepJob(ChunkWalk walk) : IJob
    {
        public void Run(int piece) => walk.StepChunk(piece);
    }

    private readonly struct NormJob(ChunkWalk walk) : IJob
    {
        public void Run(int piece) => walk.Measure(piece);
    }
}
