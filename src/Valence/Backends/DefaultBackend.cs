namespace Valence.Backends;

/// <summary>The CPU backend that models use unless they are given another; its threads start with the first
/// use.</summary>
internal static class DefaultBackend
{
    public static Backend Cpu { get; } = new CpuBackend();
}
