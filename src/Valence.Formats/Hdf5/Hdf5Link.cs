namespace Valence.Formats;

/// <summary>An entry of a group's symbol table: a name and where the object's header is.</summary>
/// <param name="Name">The name.</param>
/// <param name="Header">The address of the object's header.</param>
/// <param name="Cache">What the entry repeats of the object: nothing (0), a group's tree and heap (1), or that it is a
/// soft link (2).</param>
/// <param name="Tree">The repeated address of a group's tree.</param>
/// <param name="Heap">The repeated address of a group's heap.</param>
internal readonly record struct Hdf5Link(string Name, long Header, long Cache, long Tree, long Heap)
{
    /// <summary>The entry in the first 40 of <paramref name="bytes"/>; its name is resolved by the caller.</summary>
    public static Hdf5Link Read(ReadOnlySpan<byte> bytes, string name) =>
        new(name, Hdf5Source.U64(bytes, 8), Hdf5Source.U32(bytes, 16), Hdf5Source.U64(bytes, 24),
            Hdf5Source.U64(bytes, 32));
}
