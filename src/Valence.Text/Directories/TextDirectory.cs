using System.Globalization;
using System.Text;

namespace Valence.Text;

/// <summary>Texts in a directory with a folder for each class: Keras' <c>text_dataset_from_directory</c>.</summary>
/// <remarks>
/// <c>.txt</c> files only, in the class folders and below them; classes are the folders by name. Shuffled and split
/// texts are those Keras selects with the same seed, in the
/// order of NumPy's shuffle (TensorFlow reorders the training part once more, by a generator of its own).
/// </remarks>
public static class TextDirectory
{
    private const int MaxTextBytes = 1 << 28;

    /// <summary>Reads the directory, or the part of it that the options name.</summary>
    /// <exception cref="DataFileException">The directory or a class folder is missing, there are no texts (left), or
    /// one is not valid UTF-8.</exception>
    /// <exception cref="ArgumentException">The options contradict each other, or what is found.</exception>
    public static TextDirectoryData Load(string directory, TextDirectoryOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        options ??= new();
        Check(options);
        var (files, labels, classNames) = Index(directory, options);
        if (options.LabelMode == TextLabelMode.Binary && classNames?.Length != 2)
            throw new ArgumentException($"Binary labels need exactly 2 classes, found {classNames?.Length}: "
                + $"{string.Join(", ", classNames ?? [])}.", nameof(options));
        if (options.Shuffle)
        {
            new NumpyRandomState(options.Seed).Shuffle<string>(files);
            if (labels is not null) new NumpyRandomState(options.Seed).Shuffle<int>(labels);
        }

        var kept = Part(files.Length, options);
        files = files[kept];
        if (files.Length == 0)
        {
            var subset = options.Subset is { } part ? $" for {part.ToString().ToLowerInvariant()}" : "";
            throw new DataFileException($"expected .txt files{subset}, found none.", directory);
        }
        var texts = files.Select(file => Cut(TextSource.ReadAll(file, null, MaxTextBytes), options.MaxLength))
            .ToArray();
        return new(texts, labels is null ? null : Lay(labels[kept], classNames?.Length ?? 0, options.LabelMode),
            classNames, files);
    }

    /// <summary>Reads both parts of a directory that is split for validation.</summary>
    /// <exception cref="DataFileException">As for <see cref="Load"/>.</exception>
    /// <exception cref="ArgumentException">As for <see cref="Load"/>; or there is no
    /// <see cref="TextDirectoryOptions.ValidationSplit"/>.</exception>
    public static (TextDirectoryData Training, TextDirectoryData Validation) LoadBoth(
        string directory, TextDirectoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (Load(directory, options with { Subset = DirectorySubset.Training }),
            Load(directory, options with { Subset = DirectorySubset.Validation }));
    }

    private static void Check(TextDirectoryOptions options)
    {
        if (options.ValidationSplit is not null and not (> 0 and < 1))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected a validation split "
                + $"between 0 and 1, received {options.ValidationSplit}."), nameof(options));
        if (options.ValidationSplit is null != options.Subset is null)
            throw new ArgumentException("A validation split and the subset to read are given together or not at all.",
                nameof(options));
        if (options.MaxLength < 0)
            throw new ArgumentException($"Expected a length of at least 0, received {options.MaxLength}.",
                nameof(options));
        if (options.ClassNames is not null && (options.Labels is not null || options.LabelMode == TextLabelMode.None))
            throw new ArgumentException("Class names go with labels that the folders say.", nameof(options));
        if (options.Labels is not null && options.LabelMode == TextLabelMode.None)
            throw new ArgumentException("Labels are given, but the mode asks for none.", nameof(options));
    }

    private static (string[] Files, int[]? Labels, string[]? ClassNames) Index(
        string directory, TextDirectoryOptions options)
    {
        if (options.LabelMode == TextLabelMode.None)
            return ([.. ClassFolders.Files(directory, options.FollowLinks)], null, null);
        if (options.Labels is { } given)
        {
            string[] all = [.. ClassFolders.Files(directory, options.FollowLinks)];
            if (given.Count != all.Length)
                throw new ArgumentException($"Expected a label for each of {all.Length} files, received {given.Count}.",
                    nameof(options));
            return (all, [.. given],
                [.. given.Distinct().Order().Select(label => label.ToString(CultureInfo.InvariantCulture))]);
        }

        var folders = ClassFolders.Names(directory);
        if (options.ClassNames?.Except(folders).ToArray() is { Length: > 0 } unknown)
            throw new ArgumentException($"Expected class names among {string.Join(", ", folders)}, received "
                + $"{string.Join(", ", unknown)}.", nameof(options));
        string[] names = options.ClassNames is null ? folders : [.. options.ClassNames];
        var files = names.SelectMany((name, label) => ClassFolders.Files(
            Path.Combine(directory, name), options.FollowLinks).Select(file => (file, label))).ToArray();
        return ([.. files.Select(entry => entry.file)], [.. files.Select(entry => entry.label)], names);
    }

    private static Range Part(int count, TextDirectoryOptions options)
    {
        if (options.ValidationSplit is not { } split) return ..;
        var validation = (int)(split * count);
        if (validation == 0) return ..0;
        return options.Subset == DirectorySubset.Training ? ..^validation : ^validation..;
    }

    private static Tensor Lay(int[] labels, int classes, TextLabelMode mode) => mode switch
    {
        TextLabelMode.Int => Tensor.From(labels),
        TextLabelMode.Binary => Tensor.From(labels.Select(label => (float)label).ToArray(), [labels.Length, 1]),
        _ => CategoryRows.Encode(Tensor.From(labels), classes, OutputMode.OneHot),
    };

    private static string Cut(string text, int? maxBytes)
    {
        if (maxBytes is not { } limit || Encoding.UTF8.GetByteCount(text) <= limit) return text;
        var bytes = 0;
        var kept = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > limit) break;
            kept += rune.Utf16SequenceLength;
        }
        return text[..kept];
    }
}
