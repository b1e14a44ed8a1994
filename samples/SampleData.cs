namespace Valence.Samples;

/// <summary>The reviews that come with the project, for samples that are not given a file.</summary>
internal static class SampleData
{
    /// <summary>The path of a file below the repository's root, found by walking up from the program.</summary>
    public static string Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Valence.slnx"))) return Path.Combine(folder.FullName, path);
        throw new FileNotFoundException($"'{path}' was not found: run the sample inside its repository.");
    }

    /// <summary>The texts and labels of a file, or of the project's own reviews where none is given.</summary>
    public static (string[] Texts, string[] Labels) Read(string[] args, TextFileOptions? options = null)
    {
        var rows = LabelledTexts.Read(args.Length > 0 ? args[0] : Find("data/reviews.csv"), args.Length > 0 ? options
            : null).ToList();
        return ([.. rows.Select(row => row.Text)], [.. rows.Select(row => row.Label!)]);
    }
}
