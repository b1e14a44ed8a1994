using Valence.Models;
using Valence.Text;

namespace Valence;

/// <summary>One of the few values that a setting may have: a member of <typeparamref name="TEnum"/>, or Keras' text for
/// it, such as <c>"same"</c> for <c>Padding.Same</c>.</summary>
/// <remarks>The default is the first member. Where there is a member <c>None</c>, a null text or <c>"none"</c> stands
/// for it.</remarks>
/// <typeparam name="TEnum">The values.</typeparam>
/// <param name="Value">The member.</param>
public readonly record struct Choice<TEnum>(TEnum Value) where TEnum : struct, Enum
{
    private const string None = nameof(None);
    private static readonly TEnum[] Members = Enum.GetValues<TEnum>();

    /// <summary>Keras' texts, in the order of the members; null for none.</summary>
    internal static IReadOnlyList<string?> Texts { get; } = [.. Members.Select(TextOf)];

    /// <summary>Keras' text; null for none.</summary>
    internal string? Text => TextOf(Value);

    /// <summary>The texts as an error lists them: <c>'valid', 'same' or 'causal'</c>.</summary>
    internal static string Listed
    {
        get
        {
            string[] texts = [.. Texts.Select(text => text is null ? "null" : $"'{text}'")];
            return texts.Length == 1 ? texts[0] : $"{string.Join(", ", texts[..^1])} or {texts[^1]}";
        }
    }

    /// <summary>The member itself.</summary>
    public static implicit operator Choice<TEnum>(TEnum value) => new(value);

    /// <summary>The member that Keras calls <paramref name="text"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static implicit operator Choice<TEnum>(string? text) => Find(text) ?? throw new ArgumentException(
        $"Expected {Listed} for {Naming.SnakeCase(typeof(TEnum).Name).Replace('_', ' ')}, received "
            + $"{(text is null ? "null" : $"'{text}'")}. {NearName.Question(text ?? "", Texts.OfType<string>())}"
                .TrimEnd(), nameof(text));

    /// <summary>Keras' text.</summary>
    public override string ToString() => Text ?? "null";

    /// <summary>The member of that text; null where there is none.</summary>
    internal static Choice<TEnum>? Find(string? text)
    {
        for (var i = 0; i < Members.Length; i++)
            if (string.Equals(Texts[i], text, StringComparison.OrdinalIgnoreCase)
                || Texts[i] is null && None.Equals(text, StringComparison.OrdinalIgnoreCase)) return Members[i];
        return null;
    }

    // Abbreviations such as ROC stay capital in Keras.
    private static string? TextOf(TEnum value) => value.ToString() is var name && name == None ? null
        : name.All(char.IsAsciiLetterUpper) ? name : Naming.SnakeCase(name);
}
