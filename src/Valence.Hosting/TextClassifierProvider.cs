using Microsoft.Extensions.Logging;
using Valence.Classification;

namespace Valence.Hosting;

/// <summary>The classifier of a service, which is another one once its file was replaced. Safe to use from many
/// threads.</summary>
/// <remarks>
/// A file is taken when it opens whole, answers, and is accepted (<see cref="TextClassifierOptions.Accept"/>); until
/// then, and when it never is, the classifier of before goes on answering. What does not open at two looks in a row, so
/// that a copy has time to end, and what is not accepted are an error in the log and <see cref="Refusal"/>. Who uses
/// the old classifier still finishes with it, and then its memory is freed.
/// </remarks>
public sealed class TextClassifierProvider : IDisposable
{
    private readonly TextClassifierOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer? _timer;
    private FileStamp? _notAccepted;
    private FileStamp? _doubted;
    private bool _doubts;
    private volatile ReadClassifier _current;
    private volatile string? _refusal;

    /// <summary>Reads the classifier.</summary>
    internal TextClassifierProvider(TextClassifierOptions options, string root, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        Path = System.IO.Path.GetFullPath(options.Path, root);
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

    /// <summary>When the file of <see cref="Current"/> was written, as it says itself, in UTC; null where it does not
    /// say.</summary>
    public DateTimeOffset? SavedAt => _current.SavedAt;

    /// <summary>The first twelve digits of the SHA-256 of the file that <see cref="Current"/> was read from, as
    /// <c>sha256sum</c> prints them.</summary>
    public string Digest => _current.Digest;

    /// <summary>Why the file that is there now is not <see cref="Current"/>; null where it is.</summary>
    public string? Refusal => _refusal;

    /// <summary>All of what answers, of one moment.</summary>
    internal ReadClassifier Answering => _current;

    /// <summary>Ends looking at the file; <see cref="Current"/> goes on answering.</summary>
    public void Dispose() => _timer?.Dispose();

    // Takes the file where it is another one.
    private void Look()
    {
        var stamp = FileStamp.Of(Path);
        // It opened whole, so that it is what it was.
        if (stamp is not null && stamp == _notAccepted) return;
        _notAccepted = null;
        try
        {
            if (stamp is null || stamp != _current.Stamp) Take(Read());
            else _refusal = null;
            _doubts = false;
        }
        // Whatever is wrong with a file, the service goes on.
        catch (Exception exception)
        {
            if (_doubts && _doubted == stamp) Refuse(exception.Message);
            (_doubts, _doubted) = (true, stamp);
        }
    }

    private void Take(ReadClassifier next)
    {
        if (Objection(next.Classifier) is { } objection)
        {
            _notAccepted = next.Stamp;
            Refuse(objection);
            return;
        }
        (_current, _refusal) = (next, null);
        Tell();
    }

    private string? Objection(TextClassifier next)
    {
        try
        {
            return _options.Accept(Current, next);
        }
        // The caller's code may throw anything, and the service goes on.
        catch (Exception exception)
        {
            return $"{nameof(TextClassifierOptions)}.{nameof(_options.Accept)} failed: "
                + $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    private void Refuse(string problem)
    {
        if (_refusal == problem) return;
        _refusal = problem;
        HostingLog.Refused(_logger, Path, problem, Digest);
    }

    private ReadClassifier Read() => ReadClassifier.Of(Path, _options, _time);

    private void Tell()
    {
        var read = _current;
        HostingLog.Read(_logger, Path, read.Classifier.Recipe, read.Classifier.Task.Description, read.Saved,
            read.ReadAt, read.Digest);
    }

    private void LookAndWait()
    {
        Look();
        Wait();
    }

    // From the end of a look to the begin of the next, so that two never meet.
    private void Wait() => _timer?.Change(_options.PollInterval, Timeout.InfiniteTimeSpan);
}
