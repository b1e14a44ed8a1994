using System.Text;

namespace Valence.Formats;

/// <summary>The order of names in an HDF5 group: by their bytes in UTF-8.</summary>
internal sealed class Hdf5NameOrder : IComparer<string>
{
    public static readonly Hdf5NameOrder Instance = new();

    private Hdf5NameOrder()
    {
    }

    public int Compare(string? x, string? y) =>
        Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
}
