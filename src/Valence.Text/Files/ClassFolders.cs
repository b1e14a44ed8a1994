namespace Valence.Text;

/// <summary>A folder whose folders are classes and hold their texts as <c>.txt</c> files, as the original IMDB reviews
/// come.</summary>
internal static class ClassFolders
{
    /// <summary>The folders in <paramref name="root"/> by name, without hidden ones.</summary>
    public static string[] Names(string root)
    {
        if (!Directory.Exists(root)) throw new DataFileException("there is no such folder.", root);
        return TextSource.Guard<string[]>(root, () =>
        [
            .. Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder))
                .Where(name => !name.StartsWith('.')).Order(CodePointOrder.Instance),
        ]);
    }

    /// <summary>The <c>.txt</c> files in <paramref name="folder"/> and below: folder by folder, both by name.</summary>
    public static IEnumerable<string> Files(string folder, bool followLinks = false)
    {
        if (!Directory.Exists(folder)) throw new DataFileException("there is no such folder.", folder);
        return TextSource.Guard<string[]>(folder, () =>
        [
            .. Below(folder, followLinks).Order(CodePointOrder.Instance)
            .SelectMany(below => Directory.EnumerateFiles(below)
                .Where(file => file.EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
                .Order(CodePointOrder.Instance)),
        ]);
    }

    public static IEnumerable<LabelledText> Read(string root, TextFileOptions options)
    {
        var files = Names(root).SelectMany(name => Files(Path.Combine(root, name)).Select(file => (file, name)))
            .ToArray();
        if (files.Length == 0)
            throw new DataFileException("expected a folder for each label with .txt files in it, found none.", root);
        return files.Select((entry, index) => new LabelledText(
            TextSource.ReadAll(entry.file, options.Encoding, options.MaxRowBytes), entry.name, index + 1));
    }

    private static IEnumerable<string> Below(string folder, bool followLinks)
    {
        var waiting = new Stack<string>([folder]);
        while (waiting.TryPop(out var next))
        {
            yield return next;
            foreach (var child in Directory.EnumerateDirectories(next))
                if (followLinks || new DirectoryInfo(child).LinkTarget is null) waiting.Push(child);
        }
    }
}
