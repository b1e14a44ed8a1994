using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>The weights of a model in one of Keras' file forms.</summary>
internal interface IStoredWeights
{
    /// <summary>The optimizer's arrays in Keras' order, or null where there are none.</summary>
    /// <exception cref="FileFormatException">They are not as Keras writes them.</exception>
    IReadOnlyList<Hdf5Dataset>? OptimizerState { get; }

    /// <summary>The paths of arrays that no layer has asked for, those of generators of random numbers and of the
    /// optimizer left out.</summary>
    IReadOnlyList<string> Unread();

    /// <summary>Every layer of <paramref name="model"/> that has weights, with what the file has for it.</summary>
    /// <exception cref="FileFormatException">Without <paramref name="byName"/>: the file has another number of layers
    /// with weights.</exception>
    IEnumerable<StoredLayer> Layers(Model model, bool byName);
}
