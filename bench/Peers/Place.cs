using System.Formats.Tar;
using System.IO.Compression;
using Valence.Bench.Turns;

namespace Valence.Bench.Peers;

/// <summary>A temporary folder with all that workers read, and the way to start them.</summary>
/// <param name="libraries">The folder of newer system libraries that <c>run</c> prepares, or null where the system's
/// own do.</param>
internal sealed class Place(string? libraries) : IDisposable
{
    /// <summary>Threads of every worker whose number isn't in question.</summary>
    public const int Threads = 2;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("valence-peers");

    /// <summary>Puts exercises and exported networks into the folder.</summary>
    /// <param name="reviews">A folder with <c>train.csv.gz</c>.</param>
    /// <param name="onnx">A folder or a <c>.tar.gz</c> of <c>NAME.onnx</c>.</param>
    /// <param name="rows">The rows to prepare.</param>
    /// <exception cref="FileNotFoundException">A network was not exported.</exception>
    public void Prepare(string reviews, string onnx, IReadOnlyCollection<Row> rows)
    {
        Exercise.Write(reviews, rows, _folder.FullName);
        if (File.Exists(onnx))
        {
            var unpacked = _folder.CreateSubdirectory("unpacked").FullName;
            using var archive = new GZipStream(File.OpenRead(onnx), CompressionMode.Decompress);
            TarFile.ExtractToDirectory(archive, unpacked, overwriteFiles: false);
            onnx = unpacked;
        }
        foreach (var row in rows)
        {
            var file = Directory.EnumerateFiles(onnx, row.Name + ".onnx", SearchOption.AllDirectories).FirstOrDefault()
                ?? throw new FileNotFoundException($"Expected {row.Name}.onnx in {onnx}.");
            File.Copy(file, Path.Combine(_folder.FullName, row.Name + ".onnx"));
        }
    }

    /// <summary>Starts a worker.</summary>
    public WorkerProcess Start(string engine, int threads = Threads)
    {
        var dotnet = Environment.ProcessPath!;
        string[] arguments = [typeof(Place).Assembly.Location, "worker", engine, $"{threads}", _folder.FullName];
        return engine is Engine.Valence or Engine.Int8 || libraries is null ? new(dotnet, arguments)
            : new(Path.Combine(libraries, "dotnet"),
                ["--library-path", Path.Combine(libraries, "lib"), dotnet, .. arguments]);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
