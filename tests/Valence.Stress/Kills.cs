using System.Diagnostics;

namespace Valence.Stress;

/// <summary>Trainings that are killed at random moments (<c>kill -9</c>), started again and killed again, end as
/// unbroken ones; no other file of their folder changes.</summary>
internal sealed class Kills(int seed, Action<string> tell)
{
    private const int MostOfOne = 5;
    // Trainings that end before their moment count no kill.
    private const int Spare = 3;

    private readonly Random _random = new(seed);

    /// <summary>Kills trainings of one kind, one after another, until so many kills are done.</summary>
    /// <param name="kind">The training of a seed.</param>
    /// <param name="kills">How many kills.</param>
    /// <returns>The report, and whether all went well.</returns>
    public (string Report, bool IsRight) Run(Func<int, Victim> kind, int kills)
    {
        var clock = Stopwatch.StartNew();
        var (trainings, done, wrong) = (0, 0, 0);
        while (done < kills && trainings < kills + Spare)
        {
            var victim = kind(seed + trainings++);
            if (Wrong(victim, kills - done, out var killed) is { } difference)
            {
                wrong++;
                tell($"{victim.Name}: {difference}");
            }
            done += killed;
        }
        return ($"{done} kills of {trainings} trainings: {wrong} wrong ({clock.Elapsed.TotalSeconds:F0} s).",
            wrong == 0);
    }

    private string? Wrong(Victim victim, int most, out int killed)
    {
        killed = 0;
        var root = Directory.CreateTempSubdirectory("valence-kills-").FullName;
        try
        {
            var (whole, broken) = (Prepared(victim, root, "whole"), Prepared(victim, root, "broken"));
            var (expected, time) = Ran(victim, whole, null);
            string? printed;
            for (most = Math.Min(most, MostOfOne); ; killed++)
            {
                (printed, _) = Ran(victim, broken, killed < most ? time * _random.NextDouble() : null);
                if (printed is not null) break;
            }
            return Difference(victim.Outcome(whole, expected!), victim.Outcome(broken, printed));
        }
        catch (InvalidOperationException failure)
        {
            return failure.Message;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static string Prepared(Victim victim, string root, string name)
    {
        var folder = Path.Combine(root, name);
        foreach (var (file, content) in victim.Files)
        {
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }
        return folder;
    }

    // What a process printed, and how long it took from its beginning on; null where it was killed before its end.
    private static (string? Printed, TimeSpan Time) Ran(Victim victim, string folder, TimeSpan? moment)
    {
        var command = victim.Command(folder);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, command[0]), .. command.Skip(1)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // So that equal models are equal files.
        start.Environment["SOURCE_DATE_EPOCH"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var said = process.StandardError.ReadLine();
        var clock = Stopwatch.StartNew();
        var errors = process.StandardError.ReadToEndAsync();
        var isKilled = moment is { } wait && !process.WaitForExit(wait);
        if (isKilled) process.Kill();
        process.WaitForExit();
        if (process.ExitCode != 0 && !isKilled)
            throw new InvalidOperationException($"ended with {process.ExitCode}: {said}\n{errors.Result}");
        // It may have ended just before.
        return (process.ExitCode == 0 ? output.Result : null, clock.Elapsed);
    }

    private static string? Difference(string expected, string found)
    {
        var (lines, others) = (expected.Split('\n'), found.Split('\n'));
        for (var i = 0; i < Math.Max(lines.Length, others.Length); i++)
            if (lines.ElementAtOrDefault(i) is var line && others.ElementAtOrDefault(i) is var other && line != other)
                return $"line {i + 1}: expected '{Short(line)}', found '{Short(other)}'";
        return null;

        static string? Short(string? line) => line is { Length: > 120 } ? line[..120] + "…" : line;
    }
}
