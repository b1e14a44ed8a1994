using Valence.Classification;

namespace Valence.Cli;

/// <summary>What <c>--task</c> calls the tasks.</summary>
internal static class TaskNames
{
    public const string OfClass = "class";
    public const string OfLabels = "labels";
    public const string OfNumber = "number";

    /// <summary>The name of a task; null where it is one's own, which has none.</summary>
    public static string? Of(TextTask task) => task switch
    {
        OneClass => OfClass,
        SeveralLabels => OfLabels,
        OneNumber => OfNumber,
        _ => null,
    };
}
