namespace Valence.Pretrained;

/// <summary>What a pre-trained transformer is made of: sizes, positions, normalizations, attention. A family of models,
/// such as BERT, is a choice among these.</summary>
public sealed record EncoderSettings
{
    /// <summary>The number of token ids; at least 1.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The width of a hidden state; a multiple of <see cref="Heads"/>.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The width of a token's vector; where it differs from <see cref="HiddenSize"/>, an affine map leads from
    /// one to the other.</summary>
    public required int EmbeddingSize { get; init; }

    /// <summary>The number of blocks; at least 1.</summary>
    public required int Layers { get; init; }

    /// <summary>The heads of attention; at least 1.</summary>
    public required int Heads { get; init; }

    /// <summary>The width between the two affine maps of a block.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The function between them.</summary>
    public required ActivationFunction Activation { get; init; }

    /// <summary>Added to the variance in normalizations.</summary>
    public required double LayerNormEpsilon { get; init; }

    /// <summary>The rows of the table of positions; 0 for none.</summary>
    public int Positions { get; init; }

    /// <summary>Tokens that it takes at once; null where positions set no limit.</summary>
    public int? LongestText => Positions == 0 ? null : CountsFromPadding ? Positions - PaddingId!.Value - 1 : Positions;

    /// <summary>The id of padding; null for none.</summary>
    public int? PaddingId { get; init; }

    /// <summary>Whether positions begin after the padding id and count the tokens that are not padding.</summary>
    public bool CountsFromPadding { get; init; }

    /// <summary>The number of token types; 0 for none.</summary>
    public int Types { get; init; }

    /// <summary>Whether the sum of vectors is normalized before the first block.</summary>
    public bool NormalizeEmbedding { get; init; } = true;

    /// <summary>Whether the sum of vectors is 0 at steps that do not count.</summary>
    public bool ClearMasked { get; init; }

    /// <summary>Whether normalizations stand before attention and maps, and one after the last block.</summary>
    public bool NormalizeFirst { get; init; }

    /// <summary>Whether the first block's attention has a normalization of its own.</summary>
    public bool NormalizeFirstAttention { get; init; } = true;

    /// <summary>Whether normalizations add an offset.</summary>
    public bool UseNormOffset { get; init; } = true;

    /// <summary>Whether attention's projections have biases.</summary>
    public bool UseAttentionBias { get; init; } = true;

    /// <summary>Whether the affine maps of a block have biases.</summary>
    public bool UseFeedForwardBias { get; init; } = true;

    /// <summary>Whether blocks have a gate between their affine maps.</summary>
    public bool UseGate { get; init; }

    /// <summary>Whether a step attends to no later one.</summary>
    public bool UseCausalMask { get; init; }

    /// <summary>Rotary positions of blocks that attend to the whole sequence; null for none.</summary>
    public double? RotaryTheta { get; init; }

    /// <summary>Rotary positions of blocks that attend within a window; null for none.</summary>
    public double? LocalRotaryTheta { get; init; }

    /// <summary>Positions this far apart or farther do not attend to each other in <see cref="LocalLayers"/>.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>The blocks that attend within a window, from 0.</summary>
    public IReadOnlyList<int> LocalLayers { get; init; } = [];

    /// <summary>Relative positions: half of the rows of their table; null for none.</summary>
    public int? RelativeSpan { get; init; }

    /// <summary>The distance below which the last row begins; null for a row each.</summary>
    public int? RelativeFarthest { get; init; }

    /// <summary>Whether scores have a term of the query and the distance.</summary>
    public bool ScoresQueryDistance { get; init; } = true;

    /// <summary>Whether scores have a term of the key and the distance.</summary>
    public bool ScoresKeyDistance { get; init; } = true;

    /// <summary>The share of what enters the first block set to 0 in training.</summary>
    public double EmbeddingDropout { get; init; }

    /// <summary>The share of attention weights set to 0 in training.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>The share of the vectors of distances set to 0 in training.</summary>
    public double DistanceDropout { get; init; }

    /// <summary>The share of attention's results set to 0 in training.</summary>
    public double OutputDropout { get; init; }

    /// <summary>The share of elements between a block's affine maps set to 0 in training.</summary>
    public double IntermediateDropout { get; init; }

    /// <summary>The share of the second map's results set to 0 in training.</summary>
    public double FeedForwardDropout { get; init; }

    /// <summary>The share of what a head reads set to 0 in training.</summary>
    public double HeadDropout { get; init; }

    /// <summary>The standard deviation of new weights.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>The same with one rate of dropout everywhere.</summary>
    /// <param name="rate">From 0 to 1.</param>
    public EncoderSettings WithDropout(double rate) => this with
    {
        EmbeddingDropout = Require.Between(0, 1, rate),
        AttentionDropout = rate,
        DistanceDropout = rate,
        OutputDropout = rate,
        IntermediateDropout = IntermediateDropout > 0 ? rate : 0,
        FeedForwardDropout = rate,
        HeadDropout = rate,
    };
}
