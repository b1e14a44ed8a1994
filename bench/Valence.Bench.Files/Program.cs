using System.Diagnostics;
using Valence.Bench.Files;

// Loading a .keras file of 100 MB against reading its bytes and computing their CRC-32.
//   dotnet run -c Release --project bench/Valence.Bench.Files [megabytes] [rounds]
if (args is ["measure", var file, var repeats])
{
    Console.WriteLine(LoadMeasurement.Run(file, int.Parse(repeats)));
    return;
}
var megabytes = args.Length > 0 ? int.Parse(args[0]) : 100;
var rounds = args.Length > 1 ? int.Parse(args[1]) : 11;
var folder = Directory.CreateTempSubdirectory("valence-files-");
try
{
    Console.WriteLine("| file | MB | read whole + CRC-32, ms | read in blocks + CRC-32, ms | CRC-32 alone, GB/s | "
        + "load, ms | of the whole | of the blocks | first load in the process, ms | peak working set above, MB | "
            + "ratio |");
    Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
    foreach (var model in LargeFile.Kinds)
    {
        var path = Path.Combine(folder.FullName, $"{model}.keras");
        LargeFile.Write(model, megabytes, path);
        // A process of its own, so that the peak is the loader's and not that of what wrote the file.
        var start = new ProcessStartInfo(Environment.ProcessPath!,
            ["measure", path, rounds.ToString()])
        { RedirectStandardOutput = true };
        using var child = Process.Start(start)!;
        var row = child.StandardOutput.ReadToEnd().Trim();
        child.WaitForExit();
        Console.WriteLine($"| {model} {row}");
        File.Delete(path);
    }
}
finally
{
    folder.Delete(recursive: true);
}
