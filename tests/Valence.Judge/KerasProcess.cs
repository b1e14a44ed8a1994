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
    /// <param name="script">The program: <c>serve.py</c>, Keras on NumPy, or <c>train.py</c>, Keras on PyTorch in
    /// float64.</param>
    public KerasProcess(string python, string script = "serve.py")
    {
        var path = Path.Combine(KerasEnvironment.Repository, "tests", "Valence.Judge", "keras", script);
        _process = Process.Start(new ProcessStartInfo(python, ["-B", path, KerasEnvironment.Backend])
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
