using System.Runtime.CompilerServices;
using Valence.Threading;

namespace Valence.Optimizers;

/// <summary>Cuts weights into ranges of a fixed size and does a step range by range, on as many threads as there
/// are.</summary>
internal sealed class ChunkWalk
{
    // 16 KB: with gradient and two slots a range stays in the first-level cache.
    private const int ChunkLength = 4096;

    private readonly Optimizer _optimizer;
    private readonly OptimizedWeight[] _weights;
    private readonly (int Weight, int Start, int Length)[] _chunks;
    private readonly double[] _squares;
    private StepState _state;
    private bool _accumulatesOnly;

    public ChunkWalk(Optimizer optimizer, OptimizedWeight[] weights)
    {
        (_optimizer, _weights) = (optimizer, weights);
        _chunks = [.. weights.SelectMany((weight, i) => Cut(weight, optimizer.UpdatesWholeWeights)
            .Select(range => (i, range.Start, range.Length)))];
        _squares = new double[_chunks.Length];
    }

    // As in Keras, a limit that is not above 0 is none.
    private bool Clips => _optimizer.Clipvalue > 0 || _optimizer.Clipnorm > 0 || _optimizer.GlobalClipnorm > 0;

    /// <summary>Adds the gradients to those of earlier batches.</summary>
    public void Accumulate()
    {
        _accumulatesOnly = true;
        Run(new StepJob(this));
        _accumulatesOnly = false;
    }

    /// <summary>Changes the weights.</summary>
    public void Step(StepState state)
    {
        _state = state;
        foreach (var weight in _weights) Begin(weight);
        if (_optimizer.Clipnorm > 0 || _optimizer.GlobalClipnorm > 0)
        {
            Run(new NormJob(this));
            SetClips();
        }
        Run(new StepJob(this));
    }

    // A step is postponed for rows without a gradient where nothing else depends on it; else what waits has to be done
    // first.
    private void Begin(OptimizedWeight weight)
    {
        if (weight is
            {
                HasRows: true, BlockLength: > 0 and <= ChunkLength, Average: null, Accumulator: null,
                Weight: { Constraint: null, Value.Storage: HostMemory or LateStorage }
            }
            && (_optimizer.WeightDecay is null || !weight.Decays) && !Clips && _optimizer.ZeroGradientRate is { } rate)
            weight.StepLate(rate, _optimizer);
        else if (weight.HasGradient) weight.Late?.CatchUp();
        weight.Begin();
    }

    private static IEnumerable<(int Start, int Length)> Cut(OptimizedWeight weight, bool whole)
    {
        var count = weight.Weight.Value.Count;
        var size = whole ? Math.Max(count, 1) : weight.BlockLength is > 0 and <= ChunkLength and var block
            ? ChunkLength / block * block : ChunkLength;
        for (var start = 0; start < count; start += size) yield return (start, Math.Min(size, count - start));
    }

    private void Run<TJob>(TJob job) where TJob : struct, IJob
    {
        if (_optimizer.Workers is { } workers) workers.Run(ref job, _chunks.Length);
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
            if (weight.IsLate) weight.Late!.Step(start, scratch);
            else if (_accumulatesOnly)
                ElementLoop.Run(weight.Accumulator!.Change<float>().Slice(start, length),
                    weight.Gradient(start, scratch), new Sums());
            else Change(weight, start, scratch);
        }
        if (weight.Average is { } average)
            Follow(weight, average.Change<float>().Slice(start, length), weight.Range(start, length));
    }

    private void Change(OptimizedWeight weight, int start, Span<float> scratch)
    {
        var decay = weight.Decays ? (float?)_optimizer.WeightDecay : null;
        if (decay is null && Rests(weight, start, scratch.Length)) return;
        var gradient = Clipped(weight, start, scratch);
        if (decay is { } share)
        {
            var range = weight.Range(start, scratch.Length);
            ElementLoop.Run(range, range, new Decayed(share, _state.LearningRate));
        }
        weight.Update(start, gradient, _optimizer, _optimizer.UpdatesWholeWeights);
        if (weight.Accumulator is { } accumulator) accumulator.Change<float>().Slice(start, scratch.Length).Clear();
    }

    // Rows of a table that no batch has used yet cost a look. A limit on gradients may make NaN of zeros.
    private bool Rests(OptimizedWeight weight, int start, int length) =>
        weight.Accumulator is null && !weight.Touches(start, length)
        && (_optimizer.IgnoresZeroGradients
            || (_optimizer.ZeroGradientRate is not null && !Clips && weight.SlotsAreZero(start, length)));

    private ReadOnlySpan<float> Clipped(OptimizedWeight weight, int start, Span<float> scratch)
    {
        var gradient = Averaged(weight, start, scratch);
        if (!Clips) return gradient;
        gradient.CopyTo(scratch);
        if ((float?)_optimizer.Clipvalue is { } limit) ElementLoop.Run(scratch, scratch, new Limited(limit));
        else ElementLoop.Run(scratch, scratch, new Scaled(weight.Clip.Factor, weight.Clip.Divisor));
        return scratch;
    }

    private ReadOnlySpan<float> Averaged(OptimizedWeight weight, int start, Span<float> scratch)
    {
        var gradient = weight.Gradient(start, scratch);
        if (weight.Accumulator is not { } accumulator) return gradient;
        gradient.CopyTo(scratch);
        ElementLoop.Run(scratch, accumulator.Floats.Slice(start, scratch.Length),
            new Means(_optimizer.GradientAccumulationSteps ?? 1));
        return scratch;
    }

    // Keras counts whole steps here: while the first step's batches accumulate, the average is a copy.
    private void Follow(OptimizedWeight weight, Span<float> average, Span<float> value)
    {
        var iterations = _optimizer.Iterations;
        ElementLoop.Run(average, value, new Averaged(iterations == 0 ? 0 : (float)_optimizer.EmaMomentum));
        if (_optimizer.EmaOverwriteFrequency is { } frequency && (iterations + 1) % frequency == 0)
            average.CopyTo(value);
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
