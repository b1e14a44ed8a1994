using Valence.Formats;

namespace Valence.Saving;

/// <summary>The datasets of an HDF5 file as arrays with names.</summary>
internal static class Hdf5Arrays
{
    /// <summary>Every dataset below a group, groups by their names' bytes.</summary>
    public static IEnumerable<StoredArray> Of(Hdf5Group group)
    {
        foreach (var dataset in group.Datasets.Values)
            yield return new(dataset.Path.TrimStart('/'), dataset.Type.ToString(), dataset.Shape,
                () => Elements(dataset));
        foreach (var inner in group.Groups.Values)
            foreach (var array in Of(inner)) yield return array;
    }

    private static Tensor Elements(Hdf5Dataset dataset)
    {
        if (dataset.Shape.Count > Shape.MaxRank || dataset.Count > int.MaxValue
            || dataset.Shape.Any(length => length > int.MaxValue))
            throw new FileFormatException("H14", new(dataset.Path),
                $"expected at most {Shape.MaxRank} axes of ordinary length, found [{string.Join(", ", dataset.Shape)}]",
                "Reshape the array before saving it");
        return dataset.ReadTensor(Shape.Create([.. dataset.Shape.Select(length => (int)length)]));
    }
}
