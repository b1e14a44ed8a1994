using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Valence.Judge;

/// <summary>One Python with real Keras that answers jobs, a line each.</summary>
internal sealed class KerasProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    /// <summary>Starts it.</summary>
    /// <param name="python">The interpreter.</param>
    public KerasProcess(string python)
    {
        var script = Path.Combine(KerasEnvironment.Repository, "tests", "Valence.Judge", "keras", "serve.py");
        _process = Process.Start(new ProcessStartInfo(python, ["-B", script, KerasEnvironment.Backend])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                if (_errors.Length < 20_000) _errors.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>The answer to a job.</summary>
    /// <exception cref="InvalidOperationException">The process ended.</exception>
    public JsonElement Ask(JsonNode job)
    {
        _process.StandardInput.WriteLine(job.ToJsonString());
        _process.StandardInput.Flush();
        if (_process.StandardOutput.ReadLine() is not { } line)
            throw new InvalidOperationException($"Keras ended: {_errors}");
        using var answer = JsonDocument.Parse(line);
        return answer.RootElement.Clone();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000)) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
