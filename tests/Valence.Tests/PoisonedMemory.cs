using System.Runtime.CompilerServices;
using Valence.Execution;

namespace Valence.Tests;

/// <summary>All tests run with memory that holds NaN from the moment at which an answer gives it back.</summary>
internal static class PoisonedMemory
{
    [ModuleInitializer]
    internal static void Begin() => StepMemory.Poisons = true;
}
