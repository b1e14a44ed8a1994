using System.Security.Cryptography;

namespace Valence.Formats.Tests.Files;

/// <summary>Saves over an old file while each thing that is asked of the disk fails once.</summary>
internal static class SaveFaults
{
    /// <summary>Every failure leaves the old file whole or the new one, and the other files of the folder as they
    /// were.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="name">The name of the file.</param>
    /// <param name="old">Writes the old file's content.</param>
    /// <param name="write">Writes the new one's.</param>
    /// <param name="isNew">Opens the file; whether it is the new one.</param>
    public static void Check(string folder, string name, Action<Stream> old, Action<Stream> write,
        Func<string, bool> isNew)
    {
        var path = Path.Combine(folder, name);
        foreach (var other in new[] { "notes.txt", $"{name}.bak", $".{name}", $"{name}.0.part", "0.part" })
            File.WriteAllText(Path.Combine(folder, other), other);
        var around = Content(folder);
        using (var stream = File.Create(path)) old(stream);
        var counted = new FailingDisk(0);
        ReplacedFile.Write(Path.Combine(folder, "counted"), write, overwrite: true, counted);
        File.Delete(Path.Combine(folder, "counted"));
        Assert.InRange(counted.Asked.Count(what => what == "Write"), 2, 10_000);
        // Of the writings in the middle some stand for all.
        var step = Math.Max(1, counted.Asked.Count / 60);
        for (var failing = 1; failing <= counted.Asked.Count + 1;
            failing += failing < 5 || failing > counted.Asked.Count - step - 8 ? 1 : step)
        {
            var disk = new FailingDisk(failing);
            var told = Record.Exception(() => ReplacedFile.Write(path, write, overwrite: true, disk));
            var what = disk.Asked.Count < failing ? "nothing" : disk.Asked[failing - 1];
            Assert.Equal(what is "Create" or "SynchronizeFolder" or "nothing", isNew(path));
            Assert.Equal(what is not ("Create" or "nothing"), told is IOException);
            Assert.Equal(around, Content(folder).Where(file => !file.StartsWith($"{name} ", StringComparison.Ordinal)));
            using var again = File.Create(path);
            old(again);
        }
    }

    private static string[] Content(string folder) =>
        [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(path =>
            $"{Path.GetFileName(path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}")];
}
