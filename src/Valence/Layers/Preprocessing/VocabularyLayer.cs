namespace Valence.Layers;

/// <summary>A preprocessing layer with a vocabulary, which is given to it, learned by adapting it, or read from a
/// file.</summary>
public abstract class VocabularyLayer : PreprocessingLayer
{
    private protected VocabularyLayer(string? name) : base(name)
    {
    }

    /// <summary>The number of tokens, special ones included.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The inverse document frequency of every id; empty but in tf-idf mode.</summary>
    public abstract IReadOnlyList<float> IdfWeights { get; }

    /// <summary>The scope of Keras' part that keeps the vocabulary; empty where that is the layer itself.</summary>
    internal virtual string LookupScope => "";

    /// <summary>Whether the vocabulary was given to the constructor, so that it is part of the description and not
    /// learned.</summary>
    internal abstract bool HasGivenVocabulary { get; }

    /// <summary>Whether there is any token but the special ones.</summary>
    internal abstract bool HasVocabulary { get; }

    /// <summary>Whether the mode weighs counts by inverse document frequencies.</summary>
    internal abstract bool HasIdfWeights { get; }

    /// <summary>The number of tokens that a file announces before its vocabulary is read, or null.</summary>
    internal int? AnnouncedSize { get; init; }

    /// <summary>All tokens by id, as a file keeps them.</summary>
    internal abstract IReadOnlyList<string> ToLines();

    /// <summary>Takes the tokens of a file, special ones included, and inverse document frequencies where the mode has
    /// them.</summary>
    internal abstract void Restore(IReadOnlyList<string> lines, IReadOnlyList<float>? idfWeights);

    /// <inheritdoc/>
    protected sealed override Tensor Encode(Values x) => HasVocabulary ? LookUp(x)
        : throw new InvalidOperationException($"{Place}: has no vocabulary, so everything would be unknown. Adapt it "
            + "to data that has some, or set its vocabulary.");

    /// <summary>The output, by a vocabulary that is there.</summary>
    private protected abstract Tensor LookUp(Values x);

    /// <summary>The length of rows: the padded one, that of the vocabulary, or the one that a file announces.</summary>
    private protected int Depth(bool padToMaxTokens, int? maxTokens) =>
        padToMaxTokens && maxTokens is { } longest ? longest
        : HasVocabulary ? VocabularySize
        : AnnouncedSize ?? throw new InvalidOperationException(
            $"{Place}: has no vocabulary, so the length of its rows is unknown. Adapt it, or set its vocabulary, "
                + "before the model is built.");
}
