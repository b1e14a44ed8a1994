using System.Runtime.CompilerServices;
using Valence.Operations;
using Valence.Text;

namespace Valence.Layers;

/// <summary>Tokens to ids by a vocabulary, or ids back to tokens.</summary>
/// <remarks>
/// Input: texts of any shape, ids where the options invert the lookup. Output in int mode: ids (tokens) of the same
/// shape; the mask token is 0, unknown tokens follow, then the vocabulary.
/// One-hot: a row for each token, a last axis of length 1 left out. Multi-hot, count and tf-idf: <c>[batch, length]</c>
/// becomes <c>[batch, vocabulary]</c>.
/// </remarks>
/// <param name="options">Sizes and output.</param>
/// <param name="maskToken">The token that stands for nothing, if any.</param>
/// <param name="oovToken">The token that stands for unknown ones.</param>
/// <param name="vocabulary">A vocabulary, which then cannot be adapted, with or without the special tokens at its
/// start.</param>
/// <param name="idfWeights">The inverse document frequency of each token, in tf-idf mode.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentException">The options contradict each other, or the vocabulary is not valid for
/// them.</exception>
[method: OverloadResolutionPriority(1)]
public sealed class StringLookup(VocabularyLookupOptions options, string? maskToken = null, string? oovToken = "[UNK]",
    IReadOnlyList<string>? vocabulary = null, IReadOnlyList<float>? idfWeights = null, string? name = null)
    : VocabularyLayer(name)
{
    /// <summary>Tokens to ids by Keras' arguments.</summary>
    /// <param name="maxTokens">The largest size of the vocabulary, special tokens included; unlimited when null. At
    /// least 2.</param>
    /// <param name="numOovIndices">How many ids unknown tokens are spread over; with 0 they are an error.</param>
    /// <param name="maskToken">The token that stands for nothing, if any.</param>
    /// <param name="oovToken">The token that stands for unknown ones.</param>
    /// <param name="vocabulary">A vocabulary, which then cannot be adapted.</param>
    /// <param name="idfWeights">The inverse document frequency of each token, in tf-idf mode.</param>
    /// <param name="invert">Whether ids go back to tokens.</param>
    /// <param name="outputMode">What becomes of ids.</param>
    /// <param name="padToMaxTokens">Whether rows are as long as <paramref name="maxTokens"/> even if the vocabulary is
    /// smaller.</param>
    /// <param name="name">The layer's name; an automatic one when null.</param>
    /// <exception cref="ArgumentException">The arguments contradict each other, or the vocabulary is not valid for
    /// them.</exception>
    public StringLookup(int? maxTokens = null, int numOovIndices = 1, string? maskToken = null,
        string? oovToken = "[UNK]", IReadOnlyList<string>? vocabulary = null, IReadOnlyList<float>? idfWeights = null,
        bool invert = false, Choice<OutputMode> outputMode = default, bool padToMaxTokens = false,
        string? name = null)
        : this(new VocabularyLookupOptions
        {
            MaxTokens = maxTokens,
            NumOovIndices = Require.AtLeast(0, numOovIndices),
            OutputMode = outputMode.Value,
            PadToMaxTokens = padToMaxTokens,
            Invert = invert,
        }, maskToken, oovToken, vocabulary, idfWeights, name)
    {
    }

    private readonly VocabularyLookup _lookup = new(options, maskToken, oovToken, vocabulary, idfWeights);

    /// <summary>Sizes and output.</summary>
    public VocabularyLookupOptions Options => _lookup.Options;

    /// <summary>The token that stands for nothing, if any.</summary>
    public string? MaskToken => _lookup.MaskToken;

    /// <summary>The token that stands for unknown ones.</summary>
    public string? OovToken => _lookup.OovToken;

    /// <inheritdoc/>
    public override int VocabularySize => _lookup.VocabularySize;

    /// <inheritdoc/>
    public override IReadOnlyList<float> IdfWeights => _lookup.IdfWeights;

    /// <inheritdoc/>
    public override ElementType InputType => Options.Invert ? ElementType.Int32 : ElementType.String;

    /// <summary>The vocabulary as the constructor got it, or null.</summary>
    internal IReadOnlyList<string>? GivenVocabulary { get; } = vocabulary;

    /// <summary>The frequencies as the constructor got them, or null.</summary>
    internal IReadOnlyList<float>? GivenIdfWeights { get; } = idfWeights;

    internal override bool HasGivenVocabulary => GivenVocabulary is not null;

    internal override bool HasIdfWeights => Options.OutputMode == OutputMode.TfIdf;

    internal override bool HasVocabulary => _lookup.GetVocabulary(includeSpecialTokens: false).Length > 0;

    /// <summary>Learns the vocabulary of <paramref name="documents"/>, each a list of tokens, in place of the former
    /// one.</summary>
    /// <exception cref="InvalidOperationException">The vocabulary was given to the constructor.</exception>
    public void Adapt(IEnumerable<IEnumerable<string>> documents) => _lookup.Adapt(documents);

    /// <summary>The tokens by id; without the mask's and the unknown ones' if <paramref name="includeSpecialTokens"/>
    /// is false.</summary>
    public string[] GetVocabulary(bool includeSpecialTokens = true) => _lookup.GetVocabulary(includeSpecialTokens);

    /// <summary>Replaces the vocabulary.</summary>
    /// <param name="vocabulary">The tokens, with or without the special tokens at the start.</param>
    /// <param name="idfWeights">The inverse document frequency of each token, in tf-idf mode.</param>
    /// <exception cref="ArgumentException">The vocabulary is empty, too large, or holds a token twice or a special
    /// token in another place.</exception>
    public void SetVocabulary(IReadOnlyList<string> vocabulary, IReadOnlyList<float>? idfWeights = null) =>
        _lookup.SetVocabulary(vocabulary, idfWeights);

    internal override IReadOnlyList<string> ToLines() => GetVocabulary();

    internal override void Restore(IReadOnlyList<string> lines, IReadOnlyList<float>? idfWeights) =>
        SetVocabulary(lines, idfWeights);

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        Options.Invert || EncodedRows.KeepsRowsApart(inputs[0], Options.OutputMode);

    /// <inheritdoc/>
    protected override TensorSpec Describe(Values x)
    {
        if (x.Count != 1 || x.Tensor.Type != InputType)
            throw new ShapeException(Place, $"expected {InputType.ToString().ToLowerInvariant()} elements, received "
                + $"{x.Tensor.TypeAndShape}");
        return Options.Invert ? new(x.Tensor.Shape, ElementType.String)
            : EncodedRows.Describe(x.Tensor.Shape, Options.OutputMode,
                () => Depth(Options.PadToMaxTokens, Options.MaxTokens));
    }

    private protected override Tensor LookUp(Values x) =>
        Options.Invert ? _lookup.Decode(x.Tensor) : _lookup.Encode(x.Tensor);
}
