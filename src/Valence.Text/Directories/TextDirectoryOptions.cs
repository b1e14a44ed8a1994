namespace Valence.Text;

/// <summary>How <see cref="TextDirectory"/> reads a directory of texts.</summary>
public sealed record TextDirectoryOptions
{
    /// <summary>How labels are laid out.</summary>
    public TextLabelMode LabelMode { get; init; }

    /// <summary>The class folders to read, in the order of their numbers; all of them by name when null.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>A label for each file in the order of folders and names, in place of those that the folders
    /// say.</summary>
    public IReadOnlyList<int>? Labels { get; init; }

    /// <summary>Texts are cut to this many bytes of UTF-8, a character that would be split included; not cut when
    /// null.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Whether files are put into NumPy's random order; otherwise they come by class and name.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The seed of that order, 0 to 2³² − 1. (Keras draws one when none is given; here it is 0.)</summary>
    public long Seed { get; init; }

    /// <summary>The share of texts set apart for validation, above 0 and below 1; none when null.</summary>
    public double? ValidationSplit { get; init; }

    /// <summary>Which part is read; given if and only if <see cref="ValidationSplit"/> is.</summary>
    public DirectorySubset? Subset { get; init; }

    /// <summary>Whether folders that are symbolic links are entered.</summary>
    public bool FollowLinks { get; init; }
}
