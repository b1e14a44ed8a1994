using System.Globalization;
using System.Runtime.CompilerServices;
using Valence.Operations;
using Valence.Text;

namespace Valence.Layers;

/// <summary>Integers to ids by a vocabulary, or ids back to integers.</summary>
/// <remarks>As <see cref="StringLookup"/>, for integers: input of any shape; unknown integers are spread over several
/// ids by their remainder, or by hash where the options say so.</remarks>
/// <param name="options">Sizes and output.</param>
/// <param name="maskToken">The integer that stands for nothing, if any.</param>
/// <param name="oovToken">The integer that stands for unknown ones.</param>
/// <param name="vocabulary">A vocabulary, which then cannot be adapted, with or without the special integers at its
/// start.</param>
/// <param name="idfWeights">The inverse document frequency of each integer, in tf-idf mode.</param>
/// <param name="name">The layer's name; an automatic one when null.</param>
/// <exception cref="ArgumentException">The options contradict each other, or the vocabulary is not valid for
/// them.</exception>
[method: OverloadResolutionPriority(1)]
public sealed class IntegerLookup(VocabularyLookupOptions options, long? maskToken = null, long? oovToken = -1,
    IReadOnlyList<long>? vocabulary = null, IReadOnlyList<float>? idfWeights = null, string? name = null)
    : VocabularyLayer(name)
{
    /// <summary>Integers to ids by Keras' arguments.</summary>
    /// <param name="maxTokens">The largest size of the vocabulary, special integers included; unlimited when null. At
    /// least 2.</param>
    /// <param name="numOovIndices">How many ids unknown integers are spread over; with 0 they are an error.</param>
    /// <param name="maskToken">The integer that stands for nothing, if any.</param>
    /// <param name="oovToken">The integer that stands for unknown ones.</param>
    /// <param name="vocabulary">A vocabulary, which then cannot be adapted.</param>
    /// <param name="idfWeights">The inverse document frequency of each integer, in tf-idf mode.</param>
    /// <param name="invert">Whether ids go back to integers.</param>
    /// <param name="outputMode">What becomes of ids.</param>
    /// <param name="padToMaxTokens">Whether rows are as long as <paramref name="maxTokens"/> even if the vocabulary is
    /// smaller.</param>
    /// <param name="name">The layer's name; an automatic one when null.</param>
    /// <exception cref="ArgumentException">The arguments contradict each other, or the vocabulary is not valid for
    /// them.</exception>
    public IntegerLookup(int? maxTokens = null, int numOovIndices = 1, long? maskToken = null,
        long? oovToken = -1, IReadOnlyList<long>? vocabulary = null, IReadOnlyList<float>? idfWeights = null,
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

    private readonly IntegerVocabularyLookup _lookup = new(options, maskToken, oovToken, vocabulary, idfWeights);

    /// <summary>Sizes and output.</summary>
    public VocabularyLookupOptions Options => _lookup.Options;

    /// <summary>The integer that stands for nothing, if any.</summary>
    public long? MaskToken => _lookup.MaskToken;

    /// <summary>The integer that stands for unknown ones.</summary>
    public long? OovToken => _lookup.OovToken;

    /// <inheritdoc/>
    public override int VocabularySize => _lookup.VocabularySize;

    /// <inheritdoc/>
    public override IReadOnlyList<float> IdfWeights => _lookup.IdfWeights;

    /// <inheritdoc/>
    public override ElementType InputType => ElementType.Int32;

    /// <summary>The vocabulary as the constructor got it, or null.</summary>
    internal IReadOnlyList<long>? GivenVocabulary { get; } = vocabulary;

    /// <summary>The frequencies as the constructor got them, or null.</summary>
    internal IReadOnlyList<float>? GivenIdfWeights { get; } = idfWeights;

    internal override bool HasGivenVocabulary => GivenVocabulary is not null;

    internal override bool HasIdfWeights => Options.OutputMode == OutputMode.TfIdf;

    internal override bool HasVocabulary => _lookup.GetVocabulary(includeSpecialTokens: false).Length > 0;

    /// <summary>Learns the vocabulary of <paramref name="documents"/>, each a list of integers, in place of the former
    /// one.</summary>
    /// <exception cref="InvalidOperationException">The vocabulary was given to the constructor.</exception>
    public void Adapt(IEnumerable<IEnumerable<long>> documents) => _lookup.Adapt(documents);

    /// <summary>The integers by id; without the mask's and the unknown ones' if <paramref name="includeSpecialTokens"/>
    /// is false.</summary>
    public long[] GetVocabulary(bool includeSpecialTokens = true) => _lookup.GetVocabulary(includeSpecialTokens);

    /// <summary>Replaces the vocabulary.</summary>
    /// <param name="vocabulary">The integers, with or without the special ones at the start.</param>
    /// <param name="idfWeights">The inverse document frequency of each integer, in tf-idf mode.</param>
    /// <exception cref="ArgumentException">The vocabulary is empty, too large, or holds an integer twice or a special
    /// one in another place.</exception>
    public void SetVocabulary(IReadOnlyList<long> vocabulary, IReadOnlyList<float>? idfWeights = null) =>
        _lookup.SetVocabulary(vocabulary, idfWeights);

    internal override IReadOnlyList<string> ToLines() =>
        [.. GetVocabulary().Select(token => token.ToString(CultureInfo.InvariantCulture))];

    internal override void Restore(IReadOnlyList<string> lines, IReadOnlyList<float>? idfWeights) => SetVocabulary(
        [.. lines.Select(line => long.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var token) ? token
                : throw new ArgumentException($"Expected integers, received '{line}'.", nameof(lines)))],
        idfWeights);

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        Options.Invert || EncodedRows.KeepsRowsApart(inputs[0], Options.OutputMode);

    /// <inheritdoc/>
    protected override TensorSpec Describe(Values x)
    {
        if (x.Count != 1 || x.Tensor.Type != ElementType.Int32)
            throw new ShapeException(Place, $"expected int32 elements, received {x.Tensor.TypeAndShape}");
        return Options.Invert ? new(x.Tensor.Shape, ElementType.Int32)
            : EncodedRows.Describe(x.Tensor.Shape, Options.OutputMode,
                () => Depth(Options.PadToMaxTokens, Options.MaxTokens));
    }

    private protected override Tensor LookUp(Values x) =>
        Options.Invert ? _lookup.Decode(x.Tensor) : _lookup.Encode(x.Tensor);
}
