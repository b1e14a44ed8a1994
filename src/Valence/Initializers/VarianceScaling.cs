using Valence.Randomness;

namespace Valence.Initializers;

/// <summary>Numbers whose variance is <c>scale / fan</c>, so that signals keep their size from layer to layer:
/// Glorot's, He's and LeCun's initializers.</summary>
/// <param name="scale">A positive factor.</param>
/// <param name="mode">Which fan divides it.</param>
/// <param name="distribution">The distribution's form.</param>
public sealed class VarianceScaling(
    double scale = 1,
    Choice<VarianceScaling.FanMode> mode = default,
    Choice<VarianceScaling.Distribution> distribution = default) : Initializer
{
    // The standard deviation of a standard normal cut at ±2.
    private const double TruncatedDeviation = 0.87962566103423978;

    /// <summary>The number of connections that the variance is divided by.</summary>
    public enum FanMode
    {
        /// <summary>Connections into a unit.</summary>
        FanIn,

        /// <summary>Connections out of a unit.</summary>
        FanOut,

        /// <summary>The mean of both.</summary>
        FanAvg,
    }

    /// <summary>The distribution's form.</summary>
    public enum Distribution
    {
        /// <summary>Normal, redrawn beyond two standard deviations.</summary>
        TruncatedNormal,

        /// <summary>Normal.</summary>
        UntruncatedNormal,

        /// <summary>Uniform around 0.</summary>
        Uniform,
    }

    /// <summary>A positive factor.</summary>
    public double Scale
    {
        get;
    } = scale > 0 ? scale : throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale is positive.");

    /// <summary>Which fan divides it.</summary>
    public Choice<FanMode> Mode { get; } = mode;

    /// <summary>The distribution's form.</summary>
    public Choice<Distribution> Form { get; } = distribution;

    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, CounterRandom random)
    {
        var (fanIn, fanOut) = Fans(shape);
        var variance = (float)Scale
            / Math.Max(1, Mode.Value switch
            {
                FanMode.FanIn => fanIn,
                FanMode.FanOut => fanOut,
                _ => (fanIn + fanOut) / 2,
            });
        if (Form == Distribution.Uniform)
        {
            var limit = (float)Math.Sqrt(3 * variance);
            random.Uniforms(values);
            foreach (ref var value in values) value = (2 * value - 1) * limit;
            return;
        }
        var truncated = Form == Distribution.TruncatedNormal;
        var deviation = Math.Sqrt(variance) / (truncated ? TruncatedDeviation : 1);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(deviation * (truncated ? TruncatedNormal.Draw(random, i) : random.Normal((ulong)i)));
    }

    // As in Keras: the last two axes are in and out, axes before them are the receptive field.
    private static (double In, double Out) Fans(Shape shape) => shape.Rank switch
    {
        0 => (1, 1),
        1 => (shape[0], shape[0]),
        _ => ((double)shape[..^1].Count, (double)shape[..^2].Count * shape[^1]),
    };
}
