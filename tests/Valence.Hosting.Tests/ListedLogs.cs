using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Valence.Hosting.Tests;

/// <summary>Keeps what Valence logs.</summary>
internal sealed class ListedLogs : ILoggerProvider
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = [];

    public string[] Errors => [.. Lines.Where(line => line.Level == LogLevel.Error).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Listed(categoryName.StartsWith("Valence",
        StringComparison.Ordinal) ? Lines : []);

    public void Dispose()
    {
    }

    private sealed class Listed(ConcurrentQueue<(LogLevel Level, string Text)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => lines.Enqueue((logLevel, formatter(state, exception)));
    }
}
