namespace Valence.Backends;

/// <summary>Vectorised kernels on worker threads, for the operations that are worth it.</summary>
/// <param name="threads">How many threads work on one operation; 0 for as many as the machine has processors. The results do not depend on it.</param>
public sealed class CpuBackend(int threads = 0) : Backend
{
    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <summary>How many threads work on one operation.</summary>
    public int Threads { get; } = threads > 0 ? threads : Environment.ProcessorCount;
}
