using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Valence.Formats;

/// <summary>What the file system says of a file without opening it, which alone may wait for ever or take what comes
/// only once.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Length">Its bytes; 0 for what has no length.</param>
/// <param name="Written">When it was last written.</param>
/// <param name="Changed">When anything of it was last changed, which no program can set; null where the system does not
/// tell.</param>
/// <param name="Names">How many names it has; 1 where the system does not tell.</param>
/// <param name="Mode">Who may do what with it; 0 where the system has no such thing.</param>
/// <param name="Owner">The number of its user.</param>
/// <param name="Group">The number of its group.</param>
internal sealed record FileFacts(FileType Type, long Length, FileTime Written, FileTime? Changed = null, uint Names = 1,
    UnixFileMode Mode = 0, uint Owner = 0, uint Group = 0)
{
    private const int MostNameBytes = 255;

    /// <summary>The longest time between two ticks of the clock that files are stamped by.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Whether the file was changed so lately that another change may have the same time.</summary>
    public bool IsRecent => ((Changed ?? Written).Date - DateTime.UtcNow).Duration() < Tick;

    /// <summary>Whether the file is as it was when it had other facts. A new name or other rights change nothing that
    /// is read, but can't be told from a change of the content; that a whole new file took its last name can.</summary>
    public bool IsUnchangedSince(FileFacts before) =>
        (Length, Written) == (before.Length, before.Written) && (Changed == before.Changed || Names == 0);

    /// <summary>The type in words.</summary>
    public string Named => Type switch
    {
        FileType.Regular => "a file",
        FileType.Folder => "a folder",
        FileType.Link => "a link",
        FileType.Pipe => "a pipe",
        FileType.Socket => "a socket",
        _ => "a device",
    };

    /// <summary>The facts of what lies at a path; null where nothing does.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followLinks">Whether they are those of what a link leads to.</param>
    /// <exception cref="PathTooLongException">The file system has no names as long.</exception>
    public static FileFacts? Of(string path, bool followLinks = true)
    {
        if (Unix.Statistics(path, followLinks, out var error) is { } known) return known;
        var name = Path.GetFileName(path);
        if (error == Unix.NameTooLong || error == Unix.NotKnown
            && (OperatingSystem.IsWindows() ? name.Length : Encoding.UTF8.GetByteCount(name)) > MostNameBytes)
            throw new PathTooLongException($"the name is longer than the {MostNameBytes} bytes that a name may have");
        if (error != Unix.NotKnown) return null;
        if (!followLinks && new FileInfo(path).LinkTarget is not null) return new(FileType.Link, 0, default);
        if (Directory.Exists(path)) return new(FileType.Folder, 0, default);
        var file = new FileInfo(path);
        return !file.Exists ? null : new(
            (file.Attributes & FileAttributes.Device) != 0 ? FileType.Device : FileType.Regular, file.Length,
            FileTime.Of(file.LastWriteTimeUtc), Mode: OperatingSystem.IsWindows() ? 0 : file.UnixFileMode);
    }

    /// <summary>The facts of an open file.</summary>
    public static FileFacts Of(SafeFileHandle handle) => Unix.Statistics(handle)
        ?? new(FileType.Regular, RandomAccess.GetLength(handle), FileTime.Of(File.GetLastWriteTimeUtc(handle)),
            Mode: OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(handle));
}
