using Valence.Initializers;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>What KerasHub's transformers have in common: steps are mixed, then each goes by itself through two affine
/// maps, <c>output(activation(intermediate(x)))</c>.</summary>
public abstract class TransformerLayer : Layer
{
    private IReadOnlyList<(string Name, Layer Layer)> _parts = [];

    private protected TransformerLayer(int intermediateDim, double dropout, string? name) : base(name)
    {
        IntermediateDim = Require.AtLeast(1, intermediateDim);
        Dropout = Require.Between(0, 1, dropout);
    }

    private protected override bool MakesItsWeights => false;

    /// <summary>The width between the two affine maps.</summary>
    public int IntermediateDim { get; }

    /// <summary>The share of elements set to 0 in training, from 0 to 1.</summary>
    public double Dropout { get; init => field = Require.Between(0, 1, value, nameof(Dropout)); }

    /// <summary>The function between the two maps, <see cref="Activations.Relu"/> by default; the identity when
    /// null.</summary>
    public ActivationFunction? Activation { get; init; } = Activations.Relu;

    /// <summary>Added to the variance in normalizations.</summary>
    public double LayerNormEpsilon
    {
        get;
        init => field = Require.Between(0, float.MaxValue, value, nameof(LayerNormEpsilon));
    } = 1e-5;

    /// <summary>What kernels hold at first.</summary>
    public Initializer KernelInitializer { get; init; } = Initializer.GlorotUniform;

    /// <summary>What biases hold at first.</summary>
    public Initializer BiasInitializer { get; init; } = Initializer.Zeros;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Layer Layer)> Parts => IsBuilt ? _parts : [];

    /// <summary>The penalties on kernels and on biases of the maps; null for none.</summary>
    private protected virtual (Regularizer? Kernel, Regularizer? Bias) Penalties => default;

    /// <inheritdoc/>
    public override bool KeepsRowsApart(ReadOnlySpan<Shape> inputs) =>
        Activation?.KeepsRowsApart(inputs[0].WithLast(IntermediateDim)) ?? true;

    private protected bool MapsKeepStepsApart => Activation?.KeepsStepsApart ?? true;

    /// <summary>Takes the layers inside, once they are built.</summary>
    private protected void Own(InnerLayerList inner) => _parts = inner.Parts;

    /// <summary>A normalization inside.</summary>
    private protected LayerNormalization Norm(string inner) => new(LayerNormEpsilon, name: inner);

    /// <summary>One of the two affine maps.</summary>
    private protected Dense Affine(int units, ActivationFunction? activation, string inner) =>
        new(units, activation, name: inner)
        {
            KernelInitializer = KernelInitializer,
            BiasInitializer = BiasInitializer,
            KernelRegularizer = Penalties.Kernel,
            BiasRegularizer = Penalties.Bias,
        };
}
