using Valence.Judge;

namespace Valence.Tests.Saving;

/// <summary>Real Keras for the tests of a class; they skip where there is none.</summary>
public sealed class RealKeras : IDisposable
{
    /// <summary>A folder for files that is deleted at the end.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("valence-keras-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Runs a script with Keras loaded.</summary>
    /// <returns>What it printed.</returns>
    public string Run(string script, params string[] arguments)
    {
        var (python, reason) = KerasEnvironment.Python;
        Assert.SkipWhen(python is null, reason);
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.py");
        File.WriteAllText(path,
            $"import sys\nsys.path.insert(0, {Quote(KerasEnvironment.Backend)})\nimport numpy_backend\n{script}");
        var (code, output) = KerasEnvironment.Execute(python, [path, .. arguments]);
        Assert.True(code == 0, output);
        return output;
    }

    private static string Quote(string text) => $"'{text.Replace("\\", "\\\\").Replace("'", "\\'")}'";
}
