using Valence.Formats;

namespace Valence.Tests.Pretrained;

/// <summary>Small pre-trained models as Hugging Face stores them, with what PyTorch computes of them: <c>shared</c>
/// beside the repository.</summary>
internal static class ReferenceFolder
{
    /// <summary>A folder or file; the test is skipped where the reference files are not here.</summary>
    public static string Path(params string[] parts)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "Valence.slnx")))
            directory = directory.Parent;
        var path = System.IO.Path.Combine([directory?.Parent?.FullName ?? "", "shared", .. parts]);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path),
            $"shared/{string.Join('/', parts)} is not beside the repository");
        return path;
    }

    /// <summary>The folder of a model and its arrays.</summary>
    public static (string Folder, Npz Arrays) Open(string name) =>
        (Path("tasks", name), Npz.Load(Path("tasks", $"{name}.npz")));
}
