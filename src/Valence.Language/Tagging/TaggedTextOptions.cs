using System.Text;
using Valence.Text;

namespace Valence.Language;

/// <summary>How <see cref="TaggedTexts"/> reads a file.</summary>
public sealed record TaggedTextOptions
{
    /// <summary>How the file holds texts; by its content unless said otherwise.</summary>
    public TaggedTextFormat Format { get; init; }

    /// <summary>What labels in columns follow. When null, the first of <see cref="LabelScheme.All"/> that fits all of
    /// them; labels without prefixes are of single words.</summary>
    public LabelScheme? Scheme { get; init; }

    /// <summary>The position of the word's column, the first being 0.</summary>
    public int WordColumn { get; init; }

    /// <summary>The position of the label's column; the last when null.</summary>
    public int? LabelColumn { get; init; }

    /// <summary>What the positions of spans in JSON count. When null, a text in which it makes a difference is an
    /// error.</summary>
    public SpanPositions? Positions { get; init; }

    /// <summary>Told what is doubtful in a file that can be read.</summary>
    internal Action<FileDoubt>? Doubted { get; init; }

    /// <summary>The encoding; when null, what a byte order mark says, else UTF-8, where every byte must be
    /// valid.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Advice to give one of these settings.</summary>
    internal static SettingAdvice Advice(string setting, string? value = null, string? when = null) =>
        new(setting, value, when) { Options = nameof(TaggedTextOptions) };

    /// <summary>The largest line or object in bytes; 64 MiB unless said otherwise.</summary>
    public int MaxRowBytes { get; init; } = 64 << 20;
}
