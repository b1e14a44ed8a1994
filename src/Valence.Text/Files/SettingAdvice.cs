namespace Valence.Text;

/// <summary>A setting, of <see cref="TextFileOptions"/> unless <see cref="Options"/> says otherwise, that helps to read
/// a file.</summary>
/// <param name="Setting">The property's name.</param>
/// <param name="Value">What to set it to, as C# writes it; null where only who knows the file can say.</param>
/// <param name="When">The condition under which it helps, as the beginning of a sentence; null where it helps in any
/// case.</param>
public sealed record SettingAdvice(string Setting, string? Value = null, string? When = null)
{
    /// <summary>The type that has the setting.</summary>
    public string Options { get; init; } = nameof(TextFileOptions);

    /// <summary>Further advice for another case; null where there is none.</summary>
    public SettingAdvice? Otherwise { get; init; }

    /// <summary>The advice as a sentence for people who know the setting by another name, such as an
    /// option's.</summary>
    /// <param name="shown">The setting, with its value where there is one.</param>
    public string Sentence(string shown) => When is null ? $"Give {shown}." : $"{When}, give {shown}.";

    /// <summary>The advice as a sentence for programmers.</summary>
    public override string ToString() =>
        Sentence($"{Options}.{Setting}{(Value is null ? "" : $" = {Value}")}")
            + (Otherwise is null ? "" : $" {Otherwise}");
}
