using Valence.Operations;

namespace Valence.Layers;

/// <summary>The mean of each window on a sequence, feature by feature.</summary>
/// <remarks>Input <c>[batch, time, features]</c>; output <c>[batch, windows, features]</c>. A mask ends here. No
/// weights.</remarks>
/// <param name="poolSize">The number of steps in a window; at least 1.</param>
/// <param name="strides">The distance between windows, at least 1; as large as a window when null.</param>
/// <param name="padding">What windows see beyond the ends; not causal.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
public sealed class AveragePooling1D(int poolSize = 2, int? strides = null, Choice<Padding> padding = default,
    string? name = null) : Pooling(poolSize, strides, padding, name)
{
    private protected override Operation Operation(SlidingWindow window) => new AveragePool1D(window);
}
