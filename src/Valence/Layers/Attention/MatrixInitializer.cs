using Valence.Initializers;
using Valence.Randomness;

namespace Valence.Layers;

/// <summary>Fills a weight of several axes as the matrix that it stands for, so that its fans are the matrix's:
/// attention's kernels map the features to all heads together.</summary>
/// <param name="inner">What fills the matrix.</param>
/// <param name="inputs">The matrix's first axis.</param>
internal sealed class MatrixInitializer(Initializer inner, int inputs) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, CounterRandom random) =>
        inner.Fill(values, [inputs, inputs == 0 ? 0 : values.Length / inputs], random);

    /// <summary>As Keras does, for distributions that depend on fans alone.</summary>
    public static Initializer For(Initializer initializer, int inputs) =>
        initializer is VarianceScaling ? new MatrixInitializer(initializer, inputs) { Seed = initializer.Seed }
            : initializer;
}
