namespace Valence.Formats;

/// <summary>What a name in the file system stands for.</summary>
internal enum FileType
{
    Regular,
    Folder,
    Link,
    Pipe,
    Device,
    Socket,
}
