using Valence.Randomness;

namespace Valence.Initializers;

/// <summary>How a weight's first elements are chosen: Keras' distributions, drawn from counter-based random numbers of
/// their own.</summary>
public abstract class Initializer
{
    /// <summary>The initializer of one of Keras' names, such as <c>he_normal</c>, with Keras' defaults.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator Initializer(string name) => Named.Initializer(name);

    /// <summary>Uniform within <c>√(6 / (fanIn + fanOut))</c>: Keras' default for kernels (Glorot and Bengio,
    /// 2010).</summary>
    public static Initializer GlorotUniform => new VarianceScaling(
        1, VarianceScaling.FanMode.FanAvg, VarianceScaling.Distribution.Uniform)
    { KerasName = "GlorotUniform" };

    /// <summary>An orthogonal matrix: Keras' default for recurrent kernels (Saxe et al., 2013).</summary>
    public static Initializer Orthogonal => new Orthogonal();

    /// <summary>Uniform in [−0.05, 0.05): Keras' default for embeddings.</summary>
    public static Initializer Uniform => new RandomUniform();

    /// <summary>All zeros.</summary>
    public static Initializer Zeros => new Constant(0) { KerasName = "Zeros" };

    /// <summary>All ones.</summary>
    public static Initializer Ones => new Constant(1) { KerasName = "Ones" };

    /// <summary>The user's own seed, which then decides alone; null to derive the numbers from the model's seed and the
    /// weight's path.</summary>
    public int? Seed { get; init; }

    /// <summary>Keras' class name in files.</summary>
    public string KerasName { get => field ?? GetType().Name; init; }

    /// <summary>Writes every element.</summary>
    /// <param name="values">The elements in row-major order.</param>
    /// <param name="shape">The weight's shape, from which fans are computed.</param>
    /// <param name="random">The random numbers to use.</param>
    public abstract void Fill(Span<float> values, Shape shape, CounterRandom random);
}
