namespace Valence.Formats;

/// <summary>What replacing a file asks of the file system, each of which may fail.</summary>
internal class Disk
{
    /// <summary>The real one.</summary>
    public static Disk Real { get; } = new();

    /// <summary>Makes a file that is not there yet, for its user alone where it will replace another one, and holds a
    /// lock on it while it is open.</summary>
    public virtual FileStream Create(string path, bool isReplacing)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            // A lock that lets the file be renamed.
            Share = FileShare.Delete,
        };
        if (isReplacing && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }

    /// <summary>Gives a file the owner, the group and the rights of the one that it replaces.</summary>
    public virtual void Resemble(FileStream file, FileFacts replaced)
    {
        if (OperatingSystem.IsWindows()) return;
        var own = FileFacts.Of(file.SafeFileHandle);
        if ((own.Owner, own.Group) != (replaced.Owner, replaced.Group))
            Unix.GiveTo(file.SafeFileHandle, replaced.Owner, replaced.Group);
        File.SetUnixFileMode(file.SafeFileHandle, replaced.Mode);
    }

    /// <summary>Where the content is written to.</summary>
    public virtual Stream Content(FileStream file) => file;

    /// <summary>Waits until the disk has all of the file.</summary>
    public virtual void Synchronize(FileStream file)
    {
        // .NET takes a disk that is full or failing here for one that has the file.
        if (OperatingSystem.IsLinux()) file.Flush();
        else file.Flush(flushToDisk: true);
        if (!OperatingSystem.IsWindows()) Unix.Synchronize(file.SafeFileHandle);
    }

    /// <summary>Puts a file in the place of another one, at once.</summary>
    public virtual void Rename(string from, string to, bool overwrite) => File.Move(from, to, overwrite);

    /// <summary>Waits until the disk has the names in a folder.</summary>
    public virtual void SynchronizeFolder(string path)
    {
        if (!OperatingSystem.IsWindows()) Unix.SynchronizeFolder(path);
    }

    /// <summary>Removes a file, if it is there.</summary>
    public virtual void Delete(string path) => File.Delete(path);
}
