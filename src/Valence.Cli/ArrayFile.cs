using Valence.Formats;
using Valence.Training;

namespace Valence.Cli;

/// <summary>Inputs of a model in NumPy's files.</summary>
internal static class ArrayFile
{
    private const string OneArray = ".npy";
    private const string Archive = ".npz";

    /// <summary>Whether the file is <c>.npy</c> or an archive, by its first bytes.</summary>
    public static bool Is(string path)
    {
        if (!GivenTexts.IsFile(path)) return false;
        using var file = UsageException.Reading(path, () => File.OpenRead(path));
        Span<byte> start = stackalloc byte[6];
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..length].StartsWith<byte>([0x93, .. "NUMPY"u8]) || start[..length].StartsWith("PK"u8);
    }

    /// <summary>The arrays: the only one, or those of an archive in the order of their names.</summary>
    public static Data Read(string path)
    {
        var format = GivenModel.FormatOf(GivenModel.Read(path), path, row => row.Extensions is [OneArray] or [Archive],
            $"texts, or arrays ({OneArray} or {Archive})");
        if (format.Extensions[0] == OneArray) return NpyArray.Load(path).ToTensor();
        var arrays = Npz.Load(path);
        return new([.. arrays.Names.Order(StringComparer.Ordinal).Select(name => arrays[name].ToTensor())]);
    }
}
