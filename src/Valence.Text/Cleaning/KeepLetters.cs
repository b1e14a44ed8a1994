using System.Buffers;
using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>Every character but the letters A to Z of both cases replaced, as with the pattern <c>[^A-Za-z]</c>: for
/// English texts.</summary>
/// <param name="Replacement">What stands in place of each other character.</param>
/// <param name="KeepWhiteSpace">Whether white space stays too, as with the pattern <c>[^A-Za-z\s]</c>.</param>
public sealed record KeepLetters(string Replacement = " ", bool KeepWhiteSpace = false) : CleaningStep
{
    internal const string StepName = "keep_letters";

    private static readonly SearchValues<char> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <inheritdoc/>
    public override string Name => StepName;

    /// <inheritdoc/>
    public override string Apply(string text) => Characters.Keep(text, Letters, KeepWhiteSpace, Replacement);

    internal override void Write(JsonObject step)
    {
        step["replacement"] = Replacement;
        step["keep_white_space"] = KeepWhiteSpace;
    }
}
