using System.Diagnostics;
using System.Globalization;
using Valence.Callbacks;

namespace Valence.Training;

/// <summary>Prints how training goes, in Keras' words: steps done, time left in the epoch or taken by it, time a step,
/// and the figures.</summary>
internal sealed class Progress : Callback
{
    private const long RefreshMilliseconds = 200;

    private readonly TextWriter _output;
    private readonly bool _followsSteps;
    private readonly Stopwatch _watch = new();
    private TimeSpan _firstStep;
    private long _shown;
    private int _width;

    private Progress(TextWriter output, bool followsSteps) => (_output, _followsSteps) = (output, followsSteps);

    /// <summary>What prints so much, or null where nothing is to be printed.</summary>
    public static Progress? For(Verbosity verbose, TextWriter? output = null) => verbose == Verbosity.Silent ? null
        : new(output ?? Console.Out, followsSteps: verbose == Verbosity.Bar
            || verbose == Verbosity.Auto && output is null && !Console.IsOutputRedirected);

    /// <summary>Begins to follow a pass over data.</summary>
    public void Begin()
    {
        _watch.Restart();
        _shown = -RefreshMilliseconds;
    }

    /// <summary>Shows, now and then, that so many steps are done.</summary>
    /// <param name="done">The steps, at least 1.</param>
    /// <param name="steps">All of them; null while a stream decides.</param>
    /// <param name="logs">The figures so far.</param>
    public void Step(int done, int? steps, SortedDictionary<string, float> logs)
    {
        if (!_followsSteps) return;
        if (done == 1) _firstStep = _watch.Elapsed;
        if (_watch.ElapsedMilliseconds - _shown < RefreshMilliseconds) return;
        _shown = _watch.ElapsedMilliseconds;
        var perStep = PerStep(done);
        var (place, time) = steps is { } all ? (Place(done, all), Remaining(perStep * (all - done)))
            : (string.Create(CultureInfo.InvariantCulture, $"{done,7}/Unknown"), Taken());
        Show($"{place} {time} {Duration(perStep)}/step{Shown(logs)}", end: false);
    }

    /// <summary>Shows that all steps are done.</summary>
    public void End(int steps, SortedDictionary<string, float> logs)
    {
        var perStep = Duration(PerStep(steps)) + "/step";
        Show((_followsSteps ? $"{Place(steps, steps)} {Taken()} {perStep}"
            : string.Create(CultureInfo.InvariantCulture, $"{steps}/{steps} - {Taken()} - {perStep}"))
            + Shown(logs), end: true);
    }

    /// <inheritdoc/>
    public override bool WatchesBatches => _followsSteps;

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch, TrainingState state)
    {
        if (state.Epochs > 1)
            _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}/{state.Epochs}"));
        Begin();
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, TrainingState state) => Step(batch + 1, state.Steps, state.Logs);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state) => End(state.Steps ?? 1, state.Logs);

    /// <summary>Prints a warning on a line of its own.</summary>
    public void Warn(string sentence) => Say($"Warning: {sentence}");

    /// <summary>Prints something on a line of its own.</summary>
    public void Say(string line)
    {
        EndLine();
        _output.WriteLine(line);
    }

    /// <summary>Ends the line that shows the steps, where there is one, so that what follows begins its own.</summary>
    public void EndLine()
    {
        if (_width > 0) _output.WriteLine();
        _width = 0;
    }

    // The first step is slow for reasons of its own and tells little of the others.
    private double PerStep(int done) => _followsSteps && done > 1
        ? (_watch.Elapsed - _firstStep).TotalSeconds / (done - 1) : _watch.Elapsed.TotalSeconds / done;

    private string Taken() => string.Create(CultureInfo.InvariantCulture, $"{_watch.Elapsed.TotalSeconds:F0}s");

    private static string Place(int done, int steps)
    {
        const int width = 20;
        var filled = (int)((long)width * done / steps);
        var all = steps.ToString(CultureInfo.InvariantCulture);
        return $"{done.ToString(CultureInfo.InvariantCulture).PadLeft(all.Length)}/{all} "
            + $"{new string('━', filled)}{new string(' ', width - filled)}";
    }

    private static string Remaining(double seconds)
    {
        var whole = (long)seconds;
        return seconds > 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole % 3600 / 60:D2}:{whole % 60:D2}")
            : seconds > 60 ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60}:{whole % 60:D2}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole}s");
    }

    private static string Duration(double seconds) => seconds switch
    {
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds:F0}s"),
        >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:F0}ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:F0}us"),
    };

    // 0 where nothing tells.
    private int Columns()
    {
        try
        {
            return _output != Console.Out || Console.IsOutputRedirected ? 0 : Console.WindowWidth;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // The figures by name, the training loss after the metrics as Keras has it.
    private static string Shown(SortedDictionary<string, float> logs) =>
        string.Concat(logs.Select(figure => $" - {figure.Key}: {Figures.Text(figure.Value)}"));

    private void Show(string line, bool end)
    {
        if (!_followsSteps)
        {
            _output.WriteLine(line);
            return;
        }
        // A line that is longer than the terminal would be a new one at every step.
        if (!end && Columns() is > 0 and var columns && line.Length >= columns) line = line[..(columns - 1)];
        _output.Write('\r' + line.PadRight(_width));
        _width = line.Length;
        if (end) EndLine();
    }
}
