using Valence.Operations;

namespace Valence.Layers;

/// <summary>Computations on <c>[batch, time, features]</c> for either order of the axes.</summary>
internal static class FeatureOrder
{
    extension(DataFormat format)
    {
        /// <summary>The computation that <paramref name="build"/> makes for so many features, with its input and output
        /// in this format.</summary>
        /// <exception cref="ShapeException">The input has not three axes.</exception>
        public Forward WithFeaturesLast(Shape input, Func<int, Forward> build)
        {
            SequenceShape.Check(input);
            if (format == DataFormat.ChannelsLast) return build(input[2]);
            var inner = build(input[1]);
            return (x, call) =>
            {
                var y = inner(call.Transpose(x, 0, 2, 1), call);
                return y.Shape.Rank == 3 ? call.Transpose(y, 0, 2, 1) : y;
            };
        }
    }
}
