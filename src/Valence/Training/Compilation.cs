using Valence.Losses;
using Valence.Optimizers;

namespace Valence.Training;

/// <summary>What a model was compiled with.</summary>
internal sealed record Compilation(OptimizerState Optimizer, IReadOnlyList<Loss> Losses, CompileOptions Options);
