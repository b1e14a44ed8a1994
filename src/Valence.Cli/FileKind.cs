using Valence.Classification;
using Valence.Language;
using Valence.Saving;

namespace Valence.Cli;

/// <summary>What a file looks like, for whoever gave it where another kind is expected.</summary>
/// <param name="Name">In words that follow "found".</param>
/// <param name="Advice">Which commands take it, as a sentence.</param>
internal sealed record FileKind(string Name, string Advice)
{
    private const int Sniffed = 4096;

    private static readonly FileKind Unknown =
        new("something else", "Check that the file is complete and what you mean to open.");

    /// <summary>Text, in whatever form.</summary>
    public static FileKind Text
    {
        get;
    } = new("what looks like text",
    "Texts are for 'valence train FILE', 'valence evaluate MODEL FILE' and 'valence predict MODEL --file FILE'.");

    /// <summary>The kind of a content.</summary>
    /// <exception cref="Formats.FileFormatException">It is a container that breaks a rule.</exception>
    public static FileKind Of(ModelSource source)
    {
        if (FormatOf(source) is { } format) return new($"a file of the form '{format.Name}'", Use(format));
        if (SealedFormats.All.Foreign(source) is { } foreign) return Of(foreign);
        return source.IsArchive ? new("another archive", Unknown.Advice) : LooksLikeText(source.Start) ? Text
            : Unknown;
    }

    /// <summary>The kind of another program's file.</summary>
    public static FileKind Of(ForeignFile foreign) => new(foreign.Name, $"{foreign.WayOn}.");

    /// <summary>The kind of what lies at a path, where it is a model or its weights, of whatever program; null for
    /// texts, and where it cannot be told.</summary>
    public static FileKind? OfModel(string path)
    {
        if (Directory.Exists(path)) return ForeignFile.OfFolder(path) is { } folder ? Of(folder) : null;
        if (!GivenTexts.IsFile(path)) return null;
        try
        {
            using var source = ModelSource.OpenFile(path);
            // Texts may be compressed.
            if (source.Start is [0x1F, 0x8B, ..] || ForeignFile.HoldsJsonLines(source.Start)) return null;
            return FormatOf(source) is { Extensions: not [".npy"] } || ForeignFile.Of(source) is not null
                ? Of(source) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException
            or Formats.FileFormatException)
        {
            return null;
        }
    }

    /// <summary>The form of a model's file, or null where it is of none.</summary>
    /// <exception cref="Formats.FileFormatException">It is a container that breaks a rule.</exception>
    public static ModelFormat? FormatOf(ModelSource source)
    {
        if (ForeignFile.HoldsJsonLines(source.Start)) return null;
        try
        {
            return SealedFormats.All.Rows.FirstOrDefault(row => row.Recognizes(source));
        }
        catch (Formats.FileFormatException) when (SealedFormats.All.Foreign(source) is not null)
        {
            return null;
        }
    }

    private static string Use(ModelFormat format) => format switch
    {
        ClassifierFormat =>
            "Classifiers are for 'valence evaluate', 'predict', 'summary', 'inspect', 'convert' and 'compare'.",
        SealedFormat => "Such models are for 'valence predict', 'evaluate', 'summary' and 'inspect'.",
        { HoldsModel: true } => "'valence inspect' shows it, and 'valence convert FILE OUT.valence "
            + "--preprocessing-of MODEL.valence' makes a classifier of it.",
        { DescribesModel: true } or { Extensions: [".json"] } => $"{format.Use}.",
        _ => "'valence inspect' shows it, 'valence compare' takes arrays as --data, and 'valence convert "
            + "--architecture MODEL' puts weights into a model.",
    };

    private static bool LooksLikeText(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0x1F, 0x8B, ..] or [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) return true;
        foreach (var value in bytes[..Math.Min(bytes.Length, Sniffed)])
            if (value < ' ' && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f')) return false;
        return bytes is not [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..];
    }
}
