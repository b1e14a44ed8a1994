using Valence.Layers;

namespace Valence.Saving;

/// <summary>A layer of a model and what a file has for it.</summary>
/// <param name="Layer">The layer, which has weights.</param>
/// <param name="Weights">Its weights in the order of <paramref name="Readings"/>.</param>
/// <param name="Readings">Finds one array for each weight; null where the file knows no such layer.</param>
internal sealed record StoredLayer(Layer Layer, IReadOnlyList<Weight> Weights,
    Func<IReadOnlyList<WeightReading>>? Readings);
