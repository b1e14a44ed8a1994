using Valence.Formats;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>How datasets are read into weights.</summary>
internal static class WeightReadings
{
    /// <summary>Reads floats, or the integers that Keras keeps of a weight that counts.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="weight">The weight, or null where the file has more datasets than the layer weights.</param>
    public static WeightReading Of(Hdf5Dataset dataset, Weight? weight)
    {
        if (weight?.StoredType != ElementType.Int32 || dataset.Type.Kind is not (Hdf5Kind.Integer or Hdf5Kind.Unsigned))
            return dataset.ReadFloats;
        return (shape, floats) =>
        {
            var ints = dataset.ReadTensor(shape).Ints;
            for (var i = 0; i < ints.Length; i++) floats[i] = ints[i];
        };
    }
}
