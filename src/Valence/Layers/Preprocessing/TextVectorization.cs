using System.Runtime.CompilerServices;
using Valence.Operations;
using Valence.Text;

namespace Valence.Layers;

/// <summary>Texts to ids or rows: standardized, split, made into n-grams and looked up in a vocabulary.</summary>
/// <remarks>
/// Input: texts <c>[batch]</c> or <c>[batch, 1]</c>. Output in int mode: ids <c>[batch, time]</c>, filled up with 0 at
/// the end, of the options' length or that of the longest text;
/// <c>[batch]</c> where texts are not split and no length is set. Other modes: <c>[batch, vocabulary]</c>. There 0 is
/// the unknown word; in int mode 0 is padding and 1 the unknown word.
/// The vocabulary is set, learned with <see cref="Adapt"/> before the model is built, or read from a <c>.keras</c>
/// file.
/// </remarks>
/// <param name="options">How texts become ids.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentException">The options contradict each other, or their vocabulary is not valid for
/// them.</exception>
[method: OverloadResolutionPriority(1)]
public sealed class TextVectorization(TextVectorizerOptions options, string? name = null) : VocabularyLayer(name)
{
    /// <summary>Texts to ids by Keras' arguments.</summary>
    /// <param name="maxTokens">The largest size of the vocabulary, special tokens included; unlimited when null. At
    /// least 2.</param>
    /// <param name="standardize">What a text goes through first.</param>
    /// <param name="split">How the text is split then.</param>
    /// <param name="ngrams">Which n-grams take the place of the tokens; the tokens themselves when null.</param>
    /// <param name="outputMode">What becomes of ids.</param>
    /// <param name="outputSequenceLength">The length of every row of ids; the longest text's when null. Only in int
    /// mode.</param>
    /// <param name="padToMaxTokens">Whether rows are as long as <paramref name="maxTokens"/> even if the vocabulary is
    /// smaller; not in int mode.</param>
    /// <param name="vocabulary">A vocabulary, which then cannot be adapted.</param>
    /// <param name="idfWeights">The inverse document frequency of each of its tokens, in tf-idf mode.</param>
    /// <param name="name">The layer's name; an automatic one when null.</param>
    /// <exception cref="ArgumentException">The arguments contradict each other, or the vocabulary is not valid for
    /// them.</exception>
    public TextVectorization(int? maxTokens = null, Choice<TextStandardization> standardize = default,
        Choice<TextSplit> split = default, Ngrams? ngrams = null, Choice<OutputMode> outputMode = default,
        int? outputSequenceLength = null, bool padToMaxTokens = false, IReadOnlyList<string>? vocabulary = null,
        IReadOnlyList<float>? idfWeights = null, string? name = null) : this(new TextVectorizerOptions
        {
            MaxTokens = maxTokens,
            Standardize = standardize.Value,
            Split = split.Value,
            Ngrams = ngrams,
            OutputMode = outputMode.Value,
            OutputSequenceLength = outputSequenceLength,
            PadToMaxTokens = padToMaxTokens,
            Vocabulary = vocabulary,
            IdfWeights = idfWeights,
        }, name)
    {
    }

    private readonly TextVectorizer _vectorizer = new(options);

    /// <summary>How texts become ids.</summary>
    public TextVectorizerOptions Options => _vectorizer.Options;

    /// <inheritdoc/>
    public override int VocabularySize => _vectorizer.VocabularySize;

    /// <inheritdoc/>
    public override IReadOnlyList<float> IdfWeights => _vectorizer.IdfWeights;

    /// <inheritdoc/>
    public override ElementType InputType => ElementType.String;

    internal override string LookupScope => "_lookup_layer/";

    internal override bool HasGivenVocabulary => Options.Vocabulary is not null;

    internal override bool HasIdfWeights => Options.OutputMode == OutputMode.TfIdf;

    internal override bool HasVocabulary => _vectorizer.GetVocabulary(includeSpecialTokens: false).Length > 0;

    /// <summary>Learns the vocabulary of <paramref name="texts"/>, in place of the former one.</summary>
    /// <exception cref="InvalidOperationException">The vocabulary was given in the options.</exception>
    public void Adapt(IEnumerable<string> texts) => _vectorizer.Adapt(texts);

    /// <summary>The tokens by id; without padding and unknown words if <paramref name="includeSpecialTokens"/> is
    /// false.</summary>
    public string[] GetVocabulary(bool includeSpecialTokens = true) => _vectorizer.GetVocabulary(includeSpecialTokens);

    /// <summary>Replaces the vocabulary.</summary>
    /// <param name="vocabulary">The tokens, with or without the special tokens at the start.</param>
    /// <param name="idfWeights">The inverse document frequency of each token, in tf-idf mode.</param>
    /// <exception cref="ArgumentException">The vocabulary is empty, too large, or holds a token twice or a special
    /// token in another place.</exception>
    public void SetVocabulary(IReadOnlyList<string> vocabulary, IReadOnlyList<float>? idfWeights = null) =>
        _vectorizer.SetVocabulary(vocabulary, idfWeights);

    internal override IReadOnlyList<string> ToLines() => GetVocabulary();

    internal override void Restore(IReadOnlyList<string> lines, IReadOnlyList<float>? idfWeights) =>
        SetVocabulary(lines, idfWeights);

    // Without a length of its own, a row is as long as the longest of the batch.
    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        Options.OutputMode != OutputMode.Int || Options.OutputSequenceLength is not null;

    /// <inheritdoc/>
    protected override TensorSpec Describe(Values x)
    {
        var shape = x.Tensor.Shape;
        if (x.Count != 1 || x.Tensor.Type != ElementType.String || shape.Rank is 0 or > 2 || shape.Rank == 2
            && shape[1] != 1)
            throw new ShapeException(Place, $"expected texts [batch] or [batch, 1], received {x.Tensor.TypeAndShape}"
                + (x.Tensor.Type == ElementType.String ? "" : "; an input of texts has ElementType.String"));
        if (Options.OutputMode != OutputMode.Int)
            return new([shape[0], Depth(Options.PadToMaxTokens, Options.MaxTokens)]);
        return Options is { OutputSequenceLength: null, Split: TextSplit.None, CustomSplit: null }
            ? new([shape[0]], ElementType.Int32)
            : new([shape[0], Options.OutputSequenceLength ?? Shape.Unknown], ElementType.Int32);
    }

    private protected override Tensor LookUp(Values x) => _vectorizer.Encode(x.Tensor.Strings.ToArray());
}
