using Microsoft.Extensions.Logging;

namespace Valence.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Information, "The text classifier {Path} answers: recipe {Recipe}, {Task}, {Saved}, "
        + "read {ReadAt:u}, SHA-256 {Digest}.")]
    public static partial void Read(ILogger logger, string path, string recipe, string task, string saved,
        DateTimeOffset readAt, string digest);

    [LoggerMessage(2, LogLevel.Error, "The text classifier of before, SHA-256 {Digest}, goes on answering, because "
        + "{Path} cannot be taken: {Problem}")]
    public static partial void Refused(ILogger logger, string path, string problem, string digest);
}
