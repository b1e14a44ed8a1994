using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>The 32 punctuation characters of ASCII replaced; those of other scripts stay.</summary>
/// <param name="Replacement">What stands in place of each one.</param>
public sealed record RemovePunctuation(string Replacement = "") : CleaningStep
{
    internal const string StepName = "remove_punctuation";

    private static readonly SearchValues<char> Punctuation = SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    /// <inheritdoc/>
    public override string Name => StepName;

    /// <inheritdoc/>
    public override string Apply(string text)
    {
        if (text.AsSpan().IndexOfAny(Punctuation) < 0) return text;
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (Punctuation.Contains(c)) result.Append(Replacement);
            else result.Append(c);
        }

        return result.ToString();
    }

    internal override void Write(JsonObject step) => step["replacement"] = Replacement;
}
