namespace Valence.Saving;

/// <summary>The container of a model's file.</summary>
internal enum KerasForm
{
    /// <summary>A zip archive: <c>.keras</c>.</summary>
    Archive,

    /// <summary>HDF5: <c>.h5</c> and <c>.weights.h5</c>.</summary>
    Hdf5,
}
