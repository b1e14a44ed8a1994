using Valence.Operations;

namespace Valence.Layers;

/// <summary>The mean of each of a given number of windows that together see all of a sequence, feature by
/// feature.</summary>
/// <inheritdoc cref="AdaptivePooling" path="/remarks"/>
/// <param name="outputSize">The number of windows; at least 1.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="outputSize"/> is below 1.</exception>
public sealed class AdaptiveAveragePooling1D(int outputSize, string? name = null) : AdaptivePooling(outputSize, name)
{
    private protected override Operation Operation(AdaptiveWindows windows) => new AdaptiveAveragePool1D(windows);
}
