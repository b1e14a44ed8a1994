using System.Diagnostics;

namespace Valence.Bench;

/// <summary>What the machine does at the moment: OpenBLAS' rate on two threads, multiplying two matrices of 2048 ×
/// 2048, sampled between training steps.</summary>
/// <remarks>On a shared machine the rate goes up and down by a third within seconds; steps and rate are comparable when
/// both are medians over the same time.</remarks>
internal sealed unsafe class MachineUnit
{
    private const int Size = 2048;
    private const double SecondsBetweenSamples = 0.5;
    private const int MillisecondsUntilItsThreadsSleep = 60;

    private readonly Tensor _a = Filled(0.5f), _b = Filled(0.25f), _c = Filled(0);
    private readonly List<double> _rates = [];
    private readonly Stopwatch _since = Stopwatch.StartNew();

    public MachineUnit()
    {
        // The first product waits for memory and threads.
        if (!OpenBlas.IsInstalled) return;
        Sample();
        _rates.Clear();
    }

    /// <summary>The median of the samples in GFLOP/s, or null where OpenBLAS is not installed.</summary>
    public double? Median
    {
        get
        {
            if (!OpenBlas.IsInstalled) return null;
            if (_rates.Count == 0) Sample();
            var sorted = _rates.Order().ToArray();
            return sorted[sorted.Length / 2];
        }
    }

    /// <summary>Takes a sample if the last one is long enough ago.</summary>
    /// <returns>The milliseconds that it took; 0 for none.</returns>
    public double SampleNowAndThen()
    {
        if (!OpenBlas.IsInstalled || (_rates.Count > 0 && _since.Elapsed.TotalSeconds < SecondsBetweenSamples))
            return 0;
        var start = Stopwatch.GetTimestamp();
        Sample();
        Thread.Sleep(MillisecondsUntilItsThreadsSleep);
        _since.Restart();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private void Sample()
    {
        OpenBlas.UseThreads(2);
        fixed (float* a = _a.Floats, b = _b.Floats, c = _c.Floats)
        {
            var start = Stopwatch.GetTimestamp();
            OpenBlas.Multiply(false, false, Size, Size, Size, a, Size, b, Size, c);
            _rates.Add(2.0 * Size * Size * Size / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
    }

    private static Tensor Filled(float value)
    {
        var tensor = new Tensor([Size, Size]);
        tensor.Change<float>().Fill(value);
        return tensor;
    }
}
