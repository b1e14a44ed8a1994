using Valence.Operations;

namespace Valence.Layers;

/// <summary>The mean of each window on a sequence, feature by feature.</summary>
/// <remarks>Input <c>[batch, time, features]</c>; output <c>[batch, windows, features]</c>. A mask ends here. No
/// weights.</remarks>
/// <param name="poolSize">The number of steps in a window; at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="poolSize"/> is below 1.</exception>
public sealed class AveragePooling1D(int poolSize = 2) : Pooling(poolSize)
{
    private protected override Operation Operation(SlidingWindow window) => new AveragePool1D(window);
}
