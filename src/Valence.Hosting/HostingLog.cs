using Microsoft.Extensions.Logging;

namespace Valence.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Information, "The text classifier {Path} answers: recipe {Recipe}, {Task}.")]
    public static partial void Read(ILogger logger, string path, string recipe, string task);

    [LoggerMessage(2, LogLevel.Error, "The text classifier of before goes on answering, because {Path} cannot be "
        + "taken: {Problem}")]
    public static partial void Refused(ILogger logger, string path, string problem);
}
