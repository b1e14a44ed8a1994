using Valence.Formats;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>How datasets are read into weights.</summary>
internal static class WeightReadings
{
    /// <summary>What the path of the scales of a matrix of int8 ends in, after that of its numbers.</summary>
    public const string Scales = "_scale";

    /// <summary>Reads floats, or the integers that Keras keeps of a weight that counts.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="weight">The weight, or null where the file has more datasets than the layer weights.</param>
    public static WeightReading Of(Hdf5Dataset dataset, Weight? weight)
    {
        if (weight?.StoredType != ElementType.Int32 || dataset.Type.Kind is not (Hdf5Kind.Integer or Hdf5Kind.Unsigned))
            return new(dataset.ReadFloats);
        return new((shape, floats) =>
        {
            var ints = dataset.ReadTensor(shape).Ints;
            for (var i = 0; i < ints.Length; i++) floats[i] = ints[i];
        });
    }

    /// <summary>Whether a dataset has the numbers of a matrix of int8, for a weight that may be one.</summary>
    public static bool IsInt8(Hdf5Dataset dataset, Weight weight) =>
        weight.Int8Form is not null && dataset.HasSignedBytes;

    /// <summary>Reads a matrix of int8.</summary>
    /// <param name="numbers">Its numbers.</param>
    /// <param name="scales">Its scales.</param>
    /// <param name="weight">The weight.</param>
    public static WeightReading OfInt8(Hdf5Dataset numbers, Hdf5Dataset scales, Weight weight)
    {
        return new((_, floats) => Matrix().CopyTo(floats)) { Int8 = Matrix };

        Int8Matrix Matrix()
        {
            var form = weight.Int8Form!.Value;
            var divisors = scales.ReadFloats([form.Outer]);
            if (Array.Exists(divisors, scale => !(float.IsFinite(scale) && scale > 0)))
                throw new FileFormatException("H20", new(scales.Path), "expected finite scales above 0, found others",
                    "Take an undamaged copy");
            return Int8Matrix.From(form, numbers.ReadSignedBytes(weight.Shape), divisors);
        }
    }
}
