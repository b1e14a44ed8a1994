namespace Valence.Formats;

/// <summary>How large a JSON text may be before it is refused. The defaults suit a model's <c>config.json</c> without
/// arrays.</summary>
public sealed record JsonLimits
{
    /// <summary>Bytes of the file for each value beyond the usual number: a float takes five at least in JSON,
    /// and those of an array stand in the weights, too, in four.</summary>
    private const int FileBytesOfAValue = 8;

    /// <summary>Bytes of text for each byte of the file, beyond the usual number: digits pack to a half.</summary>
    private const int TextBytesOfAFileByte = 4;

    /// <summary>Bytes of the text; 16 MiB by default.</summary>
    public int MaxBytes { get; init; } = 16 << 20;

    /// <summary>Nested objects and arrays; 96 by default.</summary>
    public int MaxDepth { get; init; } = 96;

    /// <summary>Values of any kind, those inside others included; 2,000,000 by default. A value of two bytes takes some
    /// forty in memory.</summary>
    public int MaxValues { get; init; } = 2_000_000;

    /// <summary>Bytes of one text or key within; any number by default.</summary>
    public int MaxTextBytes { get; init; } = int.MaxValue;

    /// <summary>Whether keys may hold zeros, as words of a text may; a name never does.</summary>
    internal bool ZerosInKeys { get; init; }

    /// <summary>The bounds of a description in a file of <paramref name="fileBytes"/>, which grow with it: whoever
    /// gives a matrix as an initializer has it in the description, digit by digit, and in the weights.</summary>
    /// <remarks>Four bytes of text and an eighth of a value for each byte of the file, beyond the defaults; no text in
    /// it may have more than 16 MiB.</remarks>
    public static JsonLimits For(long fileBytes)
    {
        var limits = new JsonLimits();
        return limits with
        {
            MaxBytes = (int)Math.Min(Array.MaxLength, limits.MaxBytes + TextBytesOfAFileByte * fileBytes),
            MaxTextBytes = limits.MaxBytes,
            MaxValues = (int)Math.Min(int.MaxValue, limits.MaxValues + fileBytes / FileBytesOfAValue),
        };
    }
}
