using System.Diagnostics.CodeAnalysis;

namespace Valence.Formats;

/// <summary>The named arrays of an <c>.npz</c> file: what <c>numpy.savez</c> and <c>savez_compressed</c>
/// write.</summary>
public sealed class Npz
{
    private const string Extension = ".npy";
    private static readonly ZipLimits Limits = new() { MaxMembers = 1 << 20 };
    private readonly Dictionary<string, NpyArray> _arrays = new(StringComparer.Ordinal);
    private readonly string _name;

    private Npz(ZipReader archive, string name)
    {
        _name = name;
        Names = [.. archive.Members.Select(member => NameOf(member.Name))];
        foreach (var member in archive.Members)
            if (!_arrays.TryAdd(NameOf(member.Name),
                NpyArray.Read(archive.OpenMember(member.Name), new FilePlace(name, member.Name))))
                throw new FileFormatException("Z18", new(name, member.Name),
                    "expected one array of this name, found two", "Save the arrays again with numpy.savez");
    }

    /// <summary>The arrays' names in the order of the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The array named <paramref name="name"/>.</summary>
    /// <exception cref="FileFormatException">There is none.</exception>
    public NpyArray this[string name] => TryGet(name, out var array)
        ? array
        : throw new FileFormatException("Z31", new(_name, Path: name),
            $"expected this array, the file has {string.Join(", ", Names.Take(8).Select(FilePlace.Shown))}",
            "Check the array's name");

    /// <summary>Reads all arrays of the file at <paramref name="path"/>.</summary>
    /// <exception cref="FileFormatException">The file breaks a rule.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Npz Load(string path) => new(ZipReader.Open(path, Limits), Path.GetFileName(path));

    /// <summary>Reads all arrays of the file content <paramref name="bytes"/>; <paramref name="name"/> is what messages
    /// call it.</summary>
    /// <exception cref="FileFormatException">The bytes break a rule.</exception>
    public static Npz Read(ReadOnlyMemory<byte> bytes, string name) => new(ZipReader.Open(bytes, name, Limits), name);

    /// <summary>Reads the arrays of a file that must stay open as long as they are read.</summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, string)"/>
    public static Npz Read(ByteSource bytes, string name) => new(ZipReader.Open(bytes, name, Limits), name);

    /// <summary>Whether there is an array named <paramref name="name"/>.</summary>
    public bool Contains(string name) => _arrays.ContainsKey(name);

    /// <summary>The array named <paramref name="name"/>, if there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out NpyArray? array) => _arrays.TryGetValue(name, out array);

    private static string NameOf(string member) =>
        member.EndsWith(Extension, StringComparison.Ordinal) ? member[..^Extension.Length] : member;
}
