using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Valence.Formats;

/// <summary>Calls of the operating system whose answers .NET does not give: whether a disk has really taken what was
/// written, and what a name stands for.</summary>
internal static partial class Unix
{
    /// <summary>The error of a call that this system does not have.</summary>
    public const int NotKnown = -1;

    /// <summary>The error of a name that is too long, on Linux.</summary>
    public const int NameTooLong = 36;

    private const string Library = "libc";
    private const int NotPermitted = 1;
    private const int Interrupted = 4;
    private const int Invalid = 22;
    private const int ReadOnly = 30;
    private const int NotSupported = 95;
    private const int NotSupportedOnMac = 45;
    private const int NotImplemented = 38;
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatistics = 0x7FF;

    /// <summary>Waits until the disk has all of a file that was written.</summary>
    /// <exception cref="IOException">It could not take it.</exception>
    public static void Synchronize(SafeFileHandle file)
    {
        while (fsync(file) != 0)
            if (Marshal.GetLastPInvokeError() is not Interrupted and var error) throw Failure(error);
    }

    /// <summary>Waits until the disk has the names in a folder.</summary>
    /// <exception cref="IOException">It could not take them.</exception>
    public static void SynchronizeFolder(string path)
    {
        // Not every file system lets folders be opened or waited for; what it does not have is no failure.
        using var folder = open(path, 0);
        if (folder.IsInvalid) return;
        while (fsync(folder) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted) continue;
            if (error is not (Invalid or ReadOnly or NotSupported or NotSupportedOnMac)) throw Failure(error);
            return;
        }
    }

    /// <summary>Gives an open file to a user and a group, as far as that is allowed.</summary>
    public static void GiveTo(SafeFileHandle file, uint owner, uint group)
    {
        // Whoever may not give a file away may often still choose among the groups that he is in.
        if (fchown(file, owner, group) != 0) _ = fchown(file, uint.MaxValue, group);
    }

    /// <summary>The facts of a path; null with the error where there are none, <see cref="NotKnown"/> where this system
    /// cannot be asked.</summary>
    public static FileFacts? Statistics(string path, bool followLinks, out int error)
    {
        error = NotKnown;
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            if (statx(CurrentFolder, path, followLinks ? 0 : NoFollow, BasicStatistics, out var found) == 0)
                return Facts(found);
            error = Marshal.GetLastPInvokeError();
            if (error is NotImplemented or NotPermitted) error = NotKnown;
        }
        catch (EntryPointNotFoundException)
        {
            // An old library: .NET tells the rest.
        }
        return null;
    }

    /// <summary>The facts of an open file, or null where this system cannot be asked.</summary>
    public static FileFacts? Statistics(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            return statx(file, "", EmptyPath, BasicStatistics, out var found) == 0 ? Facts(found) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static FileFacts Facts(in Found found) => new((found.Mode & 0xF000) switch
    {
        0x8000 => FileType.Regular,
        0x4000 => FileType.Folder,
        0xA000 => FileType.Link,
        0x1000 => FileType.Pipe,
        0xC000 => FileType.Socket,
        _ => FileType.Device,
    }, (long)found.Length, new(found.WrittenSeconds, found.WrittenNanoseconds),
        new FileTime(found.ChangedSeconds, found.ChangedNanoseconds), found.Names,
        (UnixFileMode)(found.Mode & 0x1FF), found.Owner, found.Group);

    private static IOException Failure(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int fchown(SafeFileHandle file, uint owner, uint group);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, out Found found);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeFileHandle file, string path, int flags, uint mask, out Found found);

    /// <summary>What Linux tells of a file, the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Found
    {
        [FieldOffset(16)] public uint Names;
        [FieldOffset(20)] public uint Owner;
        [FieldOffset(24)] public uint Group;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(40)] public ulong Length;
        [FieldOffset(96)] public long ChangedSeconds;
        [FieldOffset(104)] public uint ChangedNanoseconds;
        [FieldOffset(112)] public long WrittenSeconds;
        [FieldOffset(120)] public uint WrittenNanoseconds;
    }
}
