using Valence.Initializers;
using Valence.Layers;
using Valence.Models;
using Valence.Regularizers;

namespace Valence.Tests.Contracts;

/// <summary>The layer contract table: a row for each layer.</summary>
internal static class LayerContracts
{
    private static readonly Operand X = new(2);
    private static readonly Tensor Sequence = X.Normal(2, 6, 4);
    private static readonly Tensor Apart = X.Distinct(2, 6, 4);

    public static IReadOnlyList<LayerContract> All { get; } =
    [
        new(() => new Dense(5, Activations.Tanh), Sequence),
        new(() => new Embedding(9, 5, maskZero: true), X.Ids(9, 2, 6)) { PassesMask = false },
        new(() => new InputLayer([-1, 6, 4]), Sequence),
        new(() => new Sequential(new Dense(5, Activations.Tanh), new Dropout(0.3f), new Dense(3)), Sequence),
        new(MakeFunctional, Sequence),
        new(() => new Activation(Activations.Tanh), Sequence),
        new(() => new Relu(1.05f, 0.1f, 0.05f), Apart),
        new(() => new LeakyRelu(), X.AwayFromZero(2, 6, 4)),
        new(() => new Elu(0.7f), X.AwayFromZero(2, 6, 4)),
        new(() => new PRelu { SharedAxes = [1] }, X.AwayFromZero(2, 6, 4)),
        // Its mask has the shape of its input, as in Keras.
        new(() => new Softmax(), Sequence) { PassesMask = false },
        new(() => new Rescaling(0.5f, 1), Sequence),
        new(() => new MultiHeadAttention(2, 3, dropout: 0.2f), Sequence, Sequence),
        new(() => new GroupedQueryAttention(3, 4, 2), Sequence, Sequence),
        new(() => new Attention(useScale: true), Sequence, Sequence),
        new(() => new AdditiveAttention(), Sequence, Sequence),
        new(() => new TokenAndPositionEmbedding(9, 6, 5), X.Ids(9, 2, 6)) { PassesMask = false },
        new(() => new Conv1D(5, 3, activation: Activations.Tanh) { Padding = Padding.Causal }, Sequence),
        new(() => new DepthwiseConv1D(3) { DepthMultiplier = 2 }, Sequence),
        new(() => new SeparableConv1D(5, 3), Sequence),
        new(() => new Conv1DTranspose(5, 3) { Strides = 2 }, Sequence),
        new(() => new Add(), Sequence, Apart),
        new(() => new Average(), Sequence, Apart),
        new(() => new Concatenate(), Sequence, X.Normal(2, 6, 3)),
        new(() => new Dot(2), Sequence, Apart),
        new(() => new Maximum(), Apart, X.Normal(2, 6, 1)) { HasGradient = false },
        new(() => new Minimum(), Apart, X.Normal(2, 6, 1)) { HasGradient = false },
        new(() => new Multiply(), Sequence, Apart),
        new(() => new Subtract(), Sequence, Apart),
        new(() => new LayerNormalization(), Apart),
        new(() => new BatchNormalization(), Apart),
        new(() => new GroupNormalization(2), Apart),
        new(() => new RmsNormalization(), Apart),
        new(() => new UnitNormalization(), Apart),
        new(() => new MaxPooling1D(2), Apart),
        new(() => new AveragePooling1D(2), Sequence),
        new(() => new GlobalMaxPooling1D(), Apart),
        new(() => new GlobalAveragePooling1D(), Sequence),
        new(() => new Lstm(5, returnSequences: true) { Dropout = 0.2f, RecurrentDropout = 0.2f }, Sequence),
        new(() => new Gru(5, returnSequences: true), Sequence),
        new(() => new SimpleRnn(5, returnSequences: true), Sequence),
        new(() => new Rnn(new StackedRnnCells(new LstmCell(3), new GruCell(5)), returnSequences: true), Sequence),
        new(() => new LstmCell(5), X.Normal(2, 4), X.Normal(2, 5), X.Normal(2, 5)) { PassesMask = false },
        new(() => new GruCell(5), X.Normal(2, 4), X.Normal(2, 5)) { PassesMask = false },
        new(() => new SimpleRnnCell(5), X.Normal(2, 4), X.Normal(2, 5)) { PassesMask = false },
        new(() => new StackedRnnCells(new GruCell(3), new SimpleRnnCell(5)), X.Normal(2, 4), X.Normal(2, 3),
            X.Normal(2, 5)) { PassesMask = false },
        new(() => new Bidirectional(new Lstm(5, returnSequences: true)), Sequence),
        new(() => new TimeDistributed(new Dense(5)), Sequence),
        new(() => new Masking(), Sequence) { PassesMask = false },
        new(() => new Dropout(0.3f), Sequence),
        new(() => new SpatialDropout1D(0.3f), Sequence),
        new(() => new GaussianNoise(0.3f), Sequence),
        new(() => new GaussianDropout(0.3f), Sequence),
        new(() => new AlphaDropout(0.3f), Sequence),
        new(() => new ActivityRegularization(0.1f, 0.2f), Sequence),
        new(() => new Lambda((x, call) => x), Sequence) { IsSaved = false },
        new(() => new Flatten(), Sequence),
        new(() => new Reshape([-1, 8]), Sequence),
        new(() => new Permute(2, 1), Sequence),
        new(() => new RepeatVector(3), X.Normal(2, 5)),
        new(() => new UpSampling1D(2), Sequence),
        new(() => new ZeroPadding1D((1, 2)), Sequence),
        new(() => new Cropping1D((1, 2)), Sequence),
        new(() => new CategoryEncoding(4), Tensor.From([0, 3, 1, 2], [2, 2])) { HasGradient = false },
        new(() => new HashedCrossing(5), Tensor.From(["a", "b"], [2, 1]),
            Tensor.From(["x", "y"], [2, 1])) { HasGradient = false },
        new(() => new Hashing(5), Words) { HasGradient = false },
        new(() => new StringLookup(vocabulary: ["good", "film"]), Words) { HasGradient = false },
        new(() => new IntegerLookup(vocabulary: [3, 7]), Tensor.From([3, 4, 7, 3], [2, 2])) { HasGradient = false },
        new(() => new TextVectorization(new() { Vocabulary = ["good", "film"], OutputSequenceLength = 4 }),
            Tensor.From(["a good film", "bad"], [2, 1])) { HasGradient = false },
        new(() => new Valence.Layers.Identity(), Sequence),
        new(() => new Normalization(Tensor.From([1f, 2, 3, 4]), Tensor.From([1f, 4, 0, 2])), Sequence),
        new(() => new Discretization([-0.5, 0.5]), Sequence) { HasGradient = false },
        new(() => new EinsumDense("abc,cde->abde", [-1, 2, 3], Activations.Tanh, "de"), Sequence),
        // Training changes the kernel before it is used, so that the difference along a direction sees another one.
        new(() => new SpectralNormalization(new Dense(5)), Sequence) { HasGradient = false },
        new(() => new AdaptiveAveragePooling1D(4), Sequence),
        new(() => new AdaptiveMaxPooling1D(4), Apart),
        new(() => new ReversibleEmbedding(9, 4, maskZero: true), X.Ids(9, 2, 6)) { PassesMask = false },
        new(() => new TransformerBlock(2, 5, Activations.Tanh)
        {
            NormalizeFirst = true, NormalizeAttention = false, LayerNormEpsilon = 0.1, UseNormOffset = false,
            UseAttentionBias = false, UseFeedForwardBias = false, UseGate = true, UseCausalMask = true,
            SlidingWindow = 4, RotaryTheta = 100, RelativeSpan = 3, RelativeFarthest = 5, ScoresKeyDistance = false,
            AttentionDropout = 0.1, DistanceDropout = 0.5, OutputDropout = 0.2, IntermediateDropout = 0.3,
            FeedForwardDropout = 0.4,
        }, Sequence, AlikeRows),
        new(() => new TransformerEmbedding(9, 3)
        {
            PaddingId = 1, CountsFromPadding = true, LayerNormEpsilon = 0.1, UseNormOffset = false,
            ClearMasked = true, Dropout = 0.2,
        }, Sequence, X.Ids(9, 2, 6), X.Ids(2, 2, 6), X.Ids(3, 2, 6)) { PassesMask = false },
        new(() => new RelativeEmbedding(3, 0.1), Sequence),
        new(() => new TransformerEncoder(5, 3, 0.2)
        {
            Activation = Activations.Tanh, LayerNormEpsilon = 0.1, NormalizeFirst = true,
            KernelRegularizer = new L2(0.1f), BiasRegularizer = new L1(0.1f),
            BiasInitializer = Initializer.Ones,
        }, Sequence, X.Ids(2, 2, 6), X.Ids(2, 2, 6, 6)),
        new(() => new TransformerDecoder(5, 3, 0.2)
        {
            Activation = Activations.Tanh, LayerNormEpsilon = 0.1, NormalizeFirst = true,
            BiasInitializer = Initializer.Ones,
        }, Sequence, X.Normal(2, 5, 3), X.Ids(2, 2, 6), X.Ids(2, 2, 6, 6), X.Ids(2, 2, 5), X.Ids(2, 2, 6, 5)),
        new(() => new FNetEncoder(5, 0.2)
        {
            Activation = Activations.Tanh, LayerNormEpsilon = 0.1, BiasInitializer = Initializer.Ones,
        }, Sequence),
        new(() => new MaskedLmHead(9, new ReversibleEmbedding(9, 3))
        {
            IntermediateActivation = Activations.Tanh, Activation = Activations.Softmax, LayerNormEpsilon = 0.1,
            BiasInitializer = Initializer.Ones,
        }, Sequence, X.Ids(6, 2, 3)) { PassesMask = false },
        new(() => new PositionEmbedding(7) { Initializer = Initializer.Ones }, Sequence),
        new(() => new SinePositionEncoding(50), Sequence) { HasGradient = false },
        new(() => new RotaryEmbedding(50, 2) { SequenceAxis = 2, FeatureAxis = 1 }, Sequence),
        new(() => new Crf
        {
            ForbiddenTransitions = [1, 6], ForbiddenStarts = [2], ForbiddenEnds = [3],
            TransitionsInitializer = Initializer.Uniform,
        }, Sequence),
    ];

    // The vectors of distances are the same for every row of the batch.
    private static Tensor AlikeRows
    {
        get
        {
            var row = X.Normal(6, 4).Floats.ToArray();
            return Tensor.From([.. row, .. row], [2, 6, 4]);
        }
    }

    private static Tensor Words => Tensor.From(["good", "bad", "film", "good"], [2, 2]);

    private static Functional MakeFunctional()
    {
        var input = Keras.Input([6, 4]);
        return new(input, new Dense(3).Call(new Dense(5, Activations.Tanh).Call(input)));
    }
}
