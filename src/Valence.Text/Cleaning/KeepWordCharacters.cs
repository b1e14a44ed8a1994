using System.Buffers;
using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>Every character but letters A to Z, digits and white space replaced.</summary>
/// <param name="Replacement">What stands in place of each other character.</param>
/// <param name="WideRange">
/// Whether the six characters between Z and a (<c>[ \ ] ^ _ `</c>) stay too, as with the much copied pattern
/// <c>[^a-zA-z0-9\s]</c>;
/// when false the pattern is the intended <c>[^a-zA-Z0-9\s]</c>.
/// </param>
public sealed record KeepWordCharacters(string Replacement = "", bool WideRange = true) : CleaningStep
{
    internal const string StepName = "keep_word_characters";

    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> Narrow = SearchValues.Create(LettersAndDigits);
    private static readonly SearchValues<char> Wide = SearchValues.Create(LettersAndDigits + @"[\]^_`");

    /// <inheritdoc/>
    public override string Name => StepName;

    /// <inheritdoc/>
    public override string Apply(string text) =>
        Characters.Keep(text, WideRange ? Wide : Narrow, keepWhiteSpace: true, Replacement);

    internal override void Write(JsonObject step)
    {
        step["replacement"] = Replacement;
        step["wide_range"] = WideRange;
    }
}
