using System.Globalization;

namespace Valence.Text;

/// <summary>A folder whose folders are classes and hold their texts as files, as the original IMDB reviews and the 20
/// newsgroups come.</summary>
internal static class ClassFolders
{
    private const string TextExtension = ".txt";

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
    public static IEnumerable<string> Files(string folder, bool followLinks = false) =>
        AllFiles(folder, followLinks).Where(IsText);

    /// <summary>The texts of class folders: their <c>.txt</c> files or, where there are none, all but hidden
    /// ones.</summary>
    public static IEnumerable<LabelledText> Read(string root, TextFileOptions options)
    {
        var names = Names(root);
        var all = names.SelectMany(name => AllFiles(Path.Combine(root, name)).Where(IsSeen)
            .Select(file => (file, name))).ToArray();
        if (all.Length == 0)
            throw new DataFileException("expected a folder for each label with files of texts in it, found none.",
                root);
        var files = all.Where(entry => IsText(entry.file)).ToArray();
        if (files.Length == 0) files = all;
        foreach (var doubt in TextSource.Guard<FileDoubt?[]>(root, () =>
            [Deeper(root, names), LeftOut(root, all.Length - files.Length, all.Select(entry => entry.file)),
                Beside(root)]))
            if (doubt is not null) options.Say(doubt);
        return files.Select((entry, index) => new LabelledText(
            TextSource.ReadText(entry.file, options.Encoding, options.MaxRowBytes), entry.name, index + 1));
    }

    private static IEnumerable<string> AllFiles(string folder, bool followLinks = false)
    {
        if (!Directory.Exists(folder)) throw new DataFileException("there is no such folder.", folder);
        return TextSource.Guard<string[]>(folder, () =>
        [
            .. Below(folder, followLinks).Order(CodePointOrder.Instance)
                .SelectMany(below => Directory.EnumerateFiles(below).Order(CodePointOrder.Instance)),
        ]);
    }

    private static bool IsText(string file) => file.EndsWith(TextExtension, StringComparison.OrdinalIgnoreCase);

    private static bool IsSeen(string file) => !Path.GetFileName(file).StartsWith('.');

    // Parts of a data set lie side by side, each with the same class folders.
    private static FileDoubt? Deeper(string root, string[] names)
    {
        if (names.Length == 0 || names.Any(name => Directory.EnumerateFiles(Path.Combine(root, name)).Any(IsSeen)))
            return null;
        var inside = names.Select(name => Names(Path.Combine(root, name))).ToArray();
        return inside.All(folders => folders.Length > 1)
            ? new($"The folders {Listed(names)} hold no texts but folders such as '{inside[0][0]}', whose texts are "
                + $"read as of the class '{names[0]}'. If those are the classes, give the folder "
                    + $"'{Path.Combine(root, names[0])}'.")
            : null;
    }

    private static FileDoubt? LeftOut(string root, int count, IEnumerable<string> all) => count == 0 ? null
        : new(string.Create(CultureInfo.InvariantCulture,
            $"{count} {(count == 1 ? "file" : "files")} in the class folders without the ending {TextExtension} "
                + $"{(count == 1 ? "is" : "are")} left out (first: "
                    + $"{Path.GetRelativePath(root, all.First(file => !IsText(file)))}). If it is a text, give it the "
                        + $"ending."));

    private static FileDoubt? Beside(string root)
    {
        string[] files = [.. Directory.EnumerateFiles(root).Where(IsSeen).Order(CodePointOrder.Instance)];
        return files.Length == 0 ? null : new(string.Create(CultureInfo.InvariantCulture,
            $"{files.Length} {(files.Length == 1 ? "file" : "files")} beside the class folders "
                + $"{(files.Length == 1 ? "is" : "are")} left out (first: {Path.GetFileName(files[0])}). If it is a "
                    + $"text, put it into the folder of its class."));
    }

    private static string Listed(string[] names) => string.Join(", ", names.Take(3).Select(name => $"'{name}'"))
        + (names.Length > 3 ? ", …" : "");

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
