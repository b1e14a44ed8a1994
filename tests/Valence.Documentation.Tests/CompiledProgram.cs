using System.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Valence.Tests;

/// <summary>A compiled program, run in a process and an empty folder of its own.</summary>
internal static class CompiledProgram
{
    /// <summary>What a program prints that ends well.</summary>
    /// <param name="program">The program.</param>
    /// <param name="data">The content of a file that it is given as its only argument; none when null.</param>
    public static async Task<string> Run(Compilation program, string? data = null)
    {
        var folder = Directory.CreateTempSubdirectory("valence-program").FullName;
        string In(string name) => Path.Combine(folder, name);
        try
        {
            Assert.True(program.Emit(In("Program.dll")).Success);
            foreach (var library in Directory.GetFiles(AppContext.BaseDirectory, "Valence*.dll").Append(Path.Combine(
                AppContext.BaseDirectory, "CsvHelper.dll")))
                File.Copy(library, In(Path.GetFileName(library)));
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Valence.Documentation.Tests.runtimeconfig.json"),
                In("Program.runtimeconfig.json"));
            if (data is not null) await File.WriteAllTextAsync(In("data.csv"), data);
            string[] args = data is null ? [] : ["data.csv"];
            using var process = Process.Start(new ProcessStartInfo("dotnet", [In("Program.dll"), .. args])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                // Its own files too are gone in the end.
                Environment = { ["TMPDIR"] = folder, ["TMP"] = folder, ["TEMP"] = folder },
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var printed = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await errors);
            return printed;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
