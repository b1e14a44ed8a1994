using System.Text.Json.Nodes;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Parts of words with the ids of a pre-trained encoder, and the special tokens that it expects around a
/// text.</summary>
public sealed class SubWordEncoder : TextEncoder
{
    /// <summary>The name of the class in files.</summary>
    internal const string Name = "SubWords";

    private readonly SubWordTokenizer _tokenizer;
    private readonly int _most, _paddingId;

    /// <summary>An encoder by the tokenizer of a pre-trained one.</summary>
    /// <param name="tokenizer">The tokenizer; what it says of cutting and filling up is not used.</param>
    /// <param name="length">Tokens that the network takes at once, special ones included: shorter texts are padded
    /// behind, longer ones read in windows, and lose their end in training.</param>
    /// <param name="paddingId">The id that pads.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> has no room beside special
    /// tokens, or <paramref name="paddingId"/> is no id of the tokenizer.</exception>
    public SubWordEncoder(SubWordTokenizer tokenizer, int length, int paddingId)
    {
        _tokenizer = Require.NotNull(tokenizer).With(null, null);
        Frame = (_tokenizer.Declared.PostProcessor?.Layout(false) ?? TokenLayout.Single).Frame();
        _most = Require.AtLeast(Frame.Before.Length + Frame.After.Length + 1, length, nameof(length));
        _paddingId = (int)Require.Between(0, tokenizer.VocabularySize - 1, paddingId, nameof(paddingId));
    }

    /// <inheritdoc/>
    public override string ClassName => Name;

    /// <inheritdoc/>
    public override int Ids => _tokenizer.VocabularySize;

    /// <inheritdoc/>
    public override int? Length => _most - Frame.Before.Length - Frame.After.Length;

    internal override int? PaddedLength => null;

    internal override int PaddingId => _paddingId;

    internal override (int[] Before, int[] After) Frame { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TextPiece> Pieces(string text)
    {
        var encoded = _tokenizer.Encode(text, addSpecialTokens: false);
        return [.. encoded.Ids.Zip(encoded.Spans, (id, span) => new TextPiece(id, span.Start, span.End))];
    }

    /// <inheritdoc/>
    public override double? UnseenWords(string text)
    {
        var words = WordScanner.Spans(text);
        if (words.Count == 0) return null;
        int[] unknown = [.. Pieces(text).Where(piece => piece.Id == _tokenizer.Declared.Model.UnknownId)
            .Select(piece => piece.Start)];
        return words.Count(word => unknown.Any(start => start >= word.Start && start < word.End)) / (double)words.Count;
    }

    /// <inheritdoc/>
    public override JsonObject Config() => new()
    {
        ["length"] = _most,
        ["padding"] = _paddingId,
        ["tokenizer"] = JsonNode.Parse(_tokenizer.ToJson()),
    };

    /// <summary>The encoder of a file.</summary>
    internal static SubWordEncoder Read(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, "length", "padding", "tokenizer");
        return new(SubWordTokenizer.FromJson(config.Get("tokenizer").GetRawText()), config.Int("length"),
            config.Int("padding"));
    }

    // Its vocabulary is that of the pre-trained one.
    internal override SubWordEncoder With(IReadOnlyList<string> texts, int most, CancellationToken cancellation) =>
        this;

    internal override List<(int Start, int End)> Spans(string text) => WordScanner.Spans(text);

    internal override bool IsEmpty(ReadOnlySpan<int> ids) => ids.IsEmpty;

    internal override int[] IdsOf(string text) => [.. _tokenizer.Encode(text, addSpecialTokens: false).Ids];
}
