using System.Text;

namespace Valence.Text;

/// <summary>Texts in files of their own, in a folder per class; classes and files in ordinal order of their names.</summary>
internal static class FolderTexts
{
    public static IEnumerable<LabelledText> Read(string path, TextFileOptions options)
    {
        var classes = Entries(path, Directory.GetDirectories);
        if (classes.Count == 0) throw DataFileException.At(path, null, "a folder per class", "no folders", "put the files of each class into a folder named after it");
        var row = 0;
        foreach (var folder in classes)
        {
            var files = Entries(folder, Directory.GetFiles);
            if (files.Count == 0) throw DataFileException.At(folder, null, "text files of one class", "none", "remove the empty folder, or read one of its folders if they hold the classes");
            foreach (var file in files) yield return new LabelledText(Content(file, options.Encoding), Path.GetFileName(folder), ++row);
        }
    }

    private static List<string> Entries(string path, Func<string, string[]> list)
    {
        try
        {
            var entries = list(path).Where(entry => !Path.GetFileName(entry).StartsWith('.')).ToList();
            entries.Sort(StringComparer.Ordinal);
            return entries;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.At(path, null, "a folder that can be read", cause.Message.TrimEnd('.'), "check the folder and its permissions", cause);
        }
    }

    private static string Content(string file, Encoding? encoding)
    {
        using var stream = CheckedStream.Open(file, encoding);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
