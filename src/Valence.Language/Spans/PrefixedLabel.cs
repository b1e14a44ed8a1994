namespace Valence.Language;

/// <summary>A label cut at its first hyphen: <c>B-location</c> is <c>B</c> and <c>location</c>.</summary>
/// <param name="Prefix">The letter before the hyphen; <c>O</c> for a word outside, and beyond both ends.</param>
/// <param name="Type">What follows the hyphen; empty where there is none.</param>
internal readonly record struct PrefixedLabel(char Prefix, string Type)
{
    public const char OutsidePrefix = 'O';

    public static PrefixedLabel Outside { get; } = new(OutsidePrefix, "");

    public bool IsOutside => Prefix == OutsidePrefix;

    /// <summary>The parts of a label; null where it has no prefix of one letter.</summary>
    public static PrefixedLabel? Cut(string label) => label switch
    {
        "O" => Outside,
        [not OutsidePrefix] => new(label[0], ""),
        [not OutsidePrefix, '-', _, ..] => new(label[0], label[2..]),
        _ => null,
    };

    public static string Joined(char prefix, string type) => type.Length == 0 ? prefix.ToString() : $"{prefix}-{type}";
}
