using System.Text.Json.Nodes;
using Valence.Text;

namespace Valence.Language;

/// <summary>Byte pairs: nothing is unknown to them.</summary>
/// <param name="tokenizer">The pairs.</param>
internal sealed class BytePairTokens(SubWordTokenizer tokenizer) : TextTokens
{
    /// <inheritdoc/>
    public override TokenKind Kind => TokenKind.BytePairs;

    /// <inheritdoc/>
    protected override int Known => tokenizer.VocabularySize;

    /// <inheritdoc/>
    public override JsonNode ToJson() => JsonNode.Parse(tokenizer.ToJson())!;

    /// <inheritdoc/>
    protected override IEnumerable<int> Numbers(string text) => tokenizer.Encode(text, addSpecialTokens: false).Ids;

    /// <inheritdoc/>
    protected override string TextOf(IReadOnlyList<int> numbers) => numbers.Count == 0 ? "" : tokenizer.Decode(numbers);
}
