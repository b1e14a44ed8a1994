using Valence.Formats;
using Valence.Text;

namespace Valence.Cli;

/// <summary>Texts that an argument names: a file, a folder, a pipe or standard input.</summary>
internal static class GivenTexts
{
    /// <summary>What names standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Standard input in words.</summary>
    public const string StandardInputNamed = "standard input";

    /// <summary>Whether a path is that of a regular file, which may be looked into before it is read.</summary>
    public static bool IsFile(string path) => path != StandardInput && Facts(path) is { Type: FileType.Regular };

    /// <summary>Whether opening what an argument names takes nothing away: it is a file, a folder or not
    /// there.</summary>
    public static bool MayBeOpened(string path) => path != StandardInput
        && Facts(path) is null or { Type: FileType.Regular or FileType.Folder };

    /// <summary>What an argument names, in words.</summary>
    public static string Named(string path) =>
        path == StandardInput ? StandardInputNamed : Facts(path)?.Named ?? "nothing";

    /// <summary>The texts that an argument names.</summary>
    public static IEnumerable<LabelledText> Read(string path, TextFileOptions options, Stream input) =>
        path == StandardInput ? LabelledTexts.Read(input, StandardInputNamed, options)
            : LabelledTexts.Read(path, options);

    private static FileFacts? Facts(string path)
    {
        try
        {
            return path.Length == 0 ? null : FileFacts.Of(path);
        }
        catch (PathTooLongException)
        {
            return null;
        }
    }
}
