using System.Diagnostics;
using Valence.Backends;
using Valence.Operations;

namespace Valence.Bench;

/// <summary>The CPU backend with a clock on every operation.</summary>
internal sealed class ProfilingBackend(CpuBackend inner) : Backend
{
    private readonly Dictionary<Type, Kernel> _timed = [];
    private readonly Dictionary<string, (double Milliseconds, int Calls)> _times = [];

    public override string Name => "cpu, timed";

    public override bool Lower(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y, CallContext call) =>
        inner.Lower(operation, x, y, call);

    public override Kernel? Find(Operation operation) =>
        _timed.TryGetValue(operation.GetType(), out var timed) ? timed
            : _timed[operation.GetType()] = Timed(inner.Find(operation));

    /// <summary>The operations by time, the most expensive first, and forgets them.</summary>
    public IEnumerable<string> Report(int steps)
    {
        var lines = _times.OrderByDescending(entry => entry.Value.Milliseconds)
            .Select(entry => $"  {entry.Value.Milliseconds / steps,9:F3} ms a step, {entry.Value.Calls / steps,3} "
                + $"calls: {entry.Key}").ToList();
        _times.Clear();
        return lines;
    }

    private Kernel Timed(Kernel? kernel) => (operation, x, y) =>
    {
        var start = Stopwatch.GetTimestamp();
        if (kernel is null) operation.Define(x, y);
        else kernel(operation, x, y);
        var shapes = x.Has(1) ? $"{Text(x.Optional(0)?.Shape)}, {Text(x[1].Shape)}" : Text(x.Optional(0)?.Shape);
        var name = $"{operation.Name}{(kernel is null ? " (plain)" : "")} {shapes}";
        var (milliseconds, calls) = _times.GetValueOrDefault(name);
        _times[name] = (milliseconds + Stopwatch.GetElapsedTime(start).TotalMilliseconds, calls + 1);
    };

    // The first axis of some depends on the words of a batch.
    private static string Text(Shape? shape) =>
        shape is { Rank: > 1 } several ? $"[·, {several[1..].ToString()[1..]}" : $"{shape}";
}
