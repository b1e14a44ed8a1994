using System.Text;

namespace Valence.Formats;

/// <summary>The names under which a file is written before it is renamed: <c>NAME.32 digits.part</c>, where a long name
/// is cut.</summary>
internal sealed class PartName
{
    private const string Ending = ".part";
    private const int Digits = 32;
    private const int LongestWhole = 200;
    private const int Cut = 160;

    private readonly string _folder;
    private readonly string _beginning;

    public PartName(string target)
    {
        _folder = Path.GetDirectoryName(target)!;
        var name = Path.GetFileName(target);
        var bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length > LongestWhole)
        {
            var length = name.Length;
            while (Encoding.UTF8.GetByteCount(name.AsSpan(0, length)) > Cut) length--;
            if (char.IsHighSurrogate(name[length - 1])) length--;
            name = $"{name[..length]}~{Crc32.Compute(bytes):x8}";
        }
        _beginning = name + '.';
    }

    /// <summary>A path that no other writer has.</summary>
    public string Next() => Path.Combine(_folder, $"{_beginning}{Guid.NewGuid():N}{Ending}");

    /// <summary>The files of writers that were ended before they were done: those that no one holds a lock
    /// on are removed. None of them being removable is no reason not to write.</summary>
    public void RemoveAbandoned()
    {
        try
        {
            foreach (var path in Directory.EnumerateFiles(_folder, "*" + Ending))
                if (Is(Path.GetFileName(path))) Remove(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void Remove(string path)
    {
        try
        {
            using var _ = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private bool Is(string name) => name.Length == _beginning.Length + Digits + Ending.Length
        && name.StartsWith(_beginning, StringComparison.Ordinal)
        && !name.AsSpan(_beginning.Length, Digits).ContainsAnyExcept("0123456789abcdef");
}
