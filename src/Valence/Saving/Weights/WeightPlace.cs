using Valence.Layers;

namespace Valence.Saving;

/// <summary>Where files keep a weight.</summary>
/// <param name="Layer">The layer of the model that has the weight, itself or in a part.</param>
/// <param name="Weight">The weight.</param>
/// <param name="Path">Its dataset in Keras 3's files.</param>
/// <param name="Name">Its dataset in the older files, below the layer's group.</param>
internal sealed record WeightPlace(Layer Layer, Weight Weight, string Path, string Name);
