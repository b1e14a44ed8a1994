using Microsoft.Extensions.Logging;
using Valence.Classification;

namespace Valence.Hosting;

/// <summary>The classifier of a service, which is another one once its file was replaced. Safe to use from many
/// threads.</summary>
/// <remarks>
/// A file is taken when it opens whole and answers; until then, and when it never does, the classifier of before goes
/// on answering. What cannot be taken at two looks in a row, so that a copy has time to end, is an error in the log and
/// <see cref="Refusal"/>. Who uses the old classifier still finishes with it, and then its memory is freed.
/// </remarks>
public sealed class TextClassifierProvider : IDisposable
{
    private readonly TextClassifierOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer? _timer;
    private FileStamp? _taken;
    private FileStamp? _doubted;
    private bool _doubts;
    private volatile TakenClassifier _current;
    private volatile string? _refusal;

    /// <summary>Reads the classifier.</summary>
    internal TextClassifierProvider(TextClassifierOptions options, string root, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        Path = System.IO.Path.GetFullPath(options.Path, root);
        // Before the file is read: what comes meanwhile has another stamp.
        _taken = FileStamp.Of(Path);
        _current = Read();
        Tell();
        if (!options.Reload) return;
        _timer = time.CreateTimer(_ => LookAndWait(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Wait();
    }

    /// <summary>The classifier as it is now. Whoever keeps it in a field keeps the old one when the file is
    /// replaced.</summary>
    public TextClassifier Current => _current.Classifier;

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>When <see cref="Current"/> was read.</summary>
    public DateTimeOffset ReadAt => _current.ReadAt;

    /// <summary>Why the file that is there now is not <see cref="Current"/>; null where it is.</summary>
    public string? Refusal => _refusal;

    /// <summary>Ends looking at the file; <see cref="Current"/> goes on answering.</summary>
    public void Dispose() => _timer?.Dispose();

    // Takes the file where it is another one.
    private void Look()
    {
        var stamp = FileStamp.Of(Path);
        try
        {
            if (stamp is null || stamp != _taken)
            {
                (_current, _taken) = (Read(), stamp);
                Tell();
            }
            (_doubts, _refusal) = (false, null);
        }
        // Whatever is wrong with a file, the service goes on.
        catch (Exception exception)
        {
            if (_doubts && _doubted == stamp) Refuse(exception);
            (_doubts, _doubted) = (true, stamp);
        }
    }

    private void Refuse(Exception exception)
    {
        if (_refusal == exception.Message) return;
        _refusal = exception.Message;
        HostingLog.Refused(_logger, Path, exception.Message);
    }

    private TakenClassifier Read()
    {
        var classifier = TextClassifier.Load(Path, _options.Backend, _options.Tables);
        // Weights can be too large to compute with, which only an answer tells. The first one is the slowest, too.
        classifier.Predict("");
        return new(classifier, _time.GetUtcNow());
    }

    private void Tell() => HostingLog.Read(_logger, Path, Current.Recipe, Current.Task.Description);

    private void LookAndWait()
    {
        Look();
        Wait();
    }

    // From the end of a look to the begin of the next, so that two never meet.
    private void Wait() => _timer?.Change(_options.PollInterval, Timeout.InfiniteTimeSpan);

    private sealed record TakenClassifier(TextClassifier Classifier, DateTimeOffset ReadAt);
}
