using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Valence.Text;

namespace Valence.Bench.Accuracy;

/// <summary>What others make of the same rows: fastText's program, scikit-learn, and ML.NET where it was built. Each
/// reads the rows from files, learns, and answers the test part; what is not installed is left out and said.</summary>
internal sealed class Peers : IDisposable
{
    // Set apart, as fastText's own examples do.
    private const string Punctuation = ".!?,'/()\";:-";

    private readonly string _folder = Directory.CreateTempSubdirectory("valence-peers").FullName;
    private readonly string _name;
    private readonly LabelledText[] _test;
    private readonly string[] _labels;

    public Peers(string name, LabelledText[] train, LabelledText[] test)
    {
        (_name, _test) = (name, test);
        _labels = [.. train.Select(row => row.Label!).Distinct()];
        foreach (var (part, rows) in ((string, LabelledText[])[])[("train", train), ("test", test)])
        {
            File.WriteAllLines(At($"{part}.txt"), rows.Select(row =>
                $"__label__{Array.IndexOf(_labels, row.Label)} {Plain(row.Text)}"));
            File.WriteAllLines(At($"{part}.jsonl"), rows.Select(row => JsonSerializer.Serialize(
                new Dictionary<string, string> { ["text"] = row.Text, ["label"] = row.Label! })));
        }
        // fastText learns in the order of its file, which may be by class.
        var lines = File.ReadAllLines(At("train.txt"));
        new Random(0).Shuffle(lines);
        File.WriteAllLines(At("train.txt"), lines);
    }

    /// <summary>fastText with its default arguments and others.</summary>
    public void FastText(string what, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        if (Run("fasttext", ["supervised", "-input", At("train.txt"), "-output", At("model"), .. arguments]) is null)
            return;
        var answers = Run("fasttext", ["predict", At("model.bin"), At("test.txt")])!
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        clock.Stop();
        var right = answers.Where((answer, i) => answer == $"__label__{Array.IndexOf(_labels, _test[i].Label)}");
        Tell(what, (double)right.Count() / _test.Length, clock.Elapsed.TotalSeconds);
        File.Delete(At("model.bin"));
    }

    /// <summary>scikit-learn, by <c>peers.py</c>.</summary>
    public void ScikitLearn(string what, string model) => Report(what, Run(Environment.GetEnvironmentVariable(
        "VALENCE_PYTHON") ?? "python3", [Path.Combine(AppContext.BaseDirectory, "peers.py"), model,
            At("train.jsonl"), At("test.jsonl")]));

    /// <summary>ML.NET, by the project <c>bench/MlNet</c>, which the solution leaves out.</summary>
    public void MlNet(string what, string trainer, string project) => Report(what, Run("dotnet",
        ["run", "-c", "Release", "--project", project, "--", trainer, At("train.jsonl"), At("test.jsonl")]));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Report(string what, string? line)
    {
        if (line?.Trim().Split('\n')[^1].Split(' ') is [var accuracy, var seconds])
            Tell(what, double.Parse(accuracy, CultureInfo.InvariantCulture),
                double.Parse(seconds, CultureInfo.InvariantCulture));
    }

    private void Tell(string what, double accuracy, double seconds) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{_name}: {what}: accuracy {accuracy:F4}, {seconds:F1} s from reading to answers"));

    private string At(string name) => Path.Combine(_folder, name);

    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var c in text.ToLowerInvariant().Replace("<br />", " ", StringComparison.Ordinal))
            if (Punctuation.Contains(c, StringComparison.Ordinal)) plain.Append(' ').Append(c).Append(' ');
            else plain.Append(c is '\n' or '\r' or '\t' ? ' ' : c);
        return plain.ToString();
    }

    private string? Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0) return output;
            Console.WriteLine($"{_name}: {program} failed: {errors.Result.Trim().Split('\n')[^1]}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"{_name}: {program} is not installed");
        }
        return null;
    }
}
