using Valence.Losses;
using Valence.Optimizers;

namespace Valence.Training;

/// <summary>What a model was compiled with.</summary>
internal sealed record Compilation(OptimizerState Optimizer, IReadOnlyList<Loss> Losses, CompileOptions Options)
{
    // Lists of one's own, since whoever gave them may change them later.
    public IReadOnlyList<Loss> Losses { get; } = [.. Losses];

    public CompileOptions Options { get; } = Options.For(Losses.Count);
}
