using System.Diagnostics;
using System.Globalization;
using System.Text;
using Valence.Callbacks;

namespace Valence.Training;

/// <summary>Prints how training goes: steps done, time left in the epoch, milliseconds a step, and the figures.</summary>
internal sealed class Progress : Callback
{
    private const long RefreshMilliseconds = 200;

    private readonly TextWriter _output;
    private readonly bool _followsSteps;
    private readonly Stopwatch _watch = new();
    private long _shown;
    private int _width;

    private Progress(TextWriter output, bool followsSteps) => (_output, _followsSteps) = (output, followsSteps);

    /// <summary>The callback for the options, or null where nothing is to be printed.</summary>
    public static Progress? For(FitOptions options)
    {
        var output = options.Output ?? Console.Out;
        return options.Verbose switch
        {
            Verbosity.Silent => null,
            Verbosity.Bar => new(output, followsSteps: true),
            Verbosity.Lines => new(output, followsSteps: false),
            _ => new(output, followsSteps: options.Output is null && !Console.IsOutputRedirected),
        };
    }

    /// <inheritdoc/>
    public override bool WatchesBatches => _followsSteps;

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch, TrainingState state)
    {
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}/{state.Epochs}"));
        _watch.Restart();
        _shown = -RefreshMilliseconds;
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, TrainingState state)
    {
        if (_watch.ElapsedMilliseconds - _shown < RefreshMilliseconds) return;
        _shown = _watch.ElapsedMilliseconds;
        var line = new StringBuilder();
        var done = batch + 1;
        var perStep = _watch.Elapsed.TotalSeconds / done;
        if (state.Steps is { } steps)
            line.Append(CultureInfo.InvariantCulture, $"{done}/{steps} {Bar(done, steps)} {Duration(perStep * (steps - done))} left ");
        else line.Append(CultureInfo.InvariantCulture, $"{done} steps ");
        line.Append(Step(perStep)).Append(Figures(state.Logs));
        Show(line.ToString(), end: false);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        var steps = state.Steps ?? 1;
        Show(string.Create(CultureInfo.InvariantCulture, $"{steps}/{steps} {Bar(steps, steps)} {Duration(_watch.Elapsed.TotalSeconds)} {Step(_watch.Elapsed.TotalSeconds / steps)}{Figures(state.Logs)}"), end: true);
    }

    private static string Bar(int done, int steps)
    {
        const int width = 20;
        var filled = (int)((long)width * done / steps);
        return new string('━', filled) + new string(' ', width - filled);
    }

    private static string Duration(double seconds) => seconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:F0}s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 60)}:{(int)seconds % 60:D2}");

    private static string Step(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:F1}ms/step")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:F1}s/step");

    // The figures by name, the training loss after the metrics as Keras has it.
    private static string Figures(SortedDictionary<string, float> logs) =>
        string.Concat(logs.Select(figure => string.Create(CultureInfo.InvariantCulture, $" - {figure.Key}: {figure.Value:0.0000}")));

    private void Show(string line, bool end)
    {
        if (!_followsSteps)
        {
            _output.WriteLine(line);
            return;
        }
        _output.Write('\r' + line.PadRight(_width));
        _width = line.Length;
        if (!end) return;
        _output.WriteLine();
        _width = 0;
    }
}
