using System.Numerics;

namespace Valence.Operations;

/// <summary>Rotary positions (Su et al., 2021): in each head, pairs of features are turned by an angle that grows with
/// the position, so that products of queries and keys depend on their distance.</summary>
/// <remarks>
/// Operand and result <c>[batch, time, heads · width]</c>. Feature <c>i</c> of a head and feature <c>i + width / 2</c>
/// are a pair, turned by <c>t / scalingFactor · theta^(−2 i / width)</c> at position <c>t</c>, which begins at 0, or
/// after steps that were read before.
/// </remarks>
/// <param name="width">The features of a head; even.</param>
/// <param name="theta">What the angles' powers are taken of; above 0.</param>
/// <param name="isInverse">Whether pairs are turned back.</param>
/// <exception cref="ArgumentException"><paramref name="width"/> is odd.</exception>
public sealed class RotatePositions(int width, double theta, bool isInverse = false) : Operation
{
    private readonly int _width = Require.AtLeast(2, width) % 2 == 0 ? width
        : throw new ArgumentException($"Expected heads of an even width, received {width}.", nameof(width));
    private (float Cosine, float Sine)[] _turns = [];

    /// <summary>What positions are divided by; 1 by default.</summary>
    public double ScalingFactor { get; init; } = 1;

    private int First { get; init; }

    private RotatePositions? Table { get; init; }

    private RotatePositions Back => field ??= new(_width, theta, !isInverse) { ScalingFactor = ScalingFactor };

    /// <summary>The same for sequences that go on after so many steps.</summary>
    internal RotatePositions After(int steps) =>
        new(_width, theta, isInverse) { ScalingFactor = ScalingFactor, First = steps, Table = this };

    /// <inheritdoc/>
    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        var shape = x[0].Shape;
        if (shape.Rank != 3 || shape[2] % _width != 0)
            throw Mismatch($"expected [batch, time, heads · {_width}], received {shape}");
        y[0] = new(shape);
    }

    /// <inheritdoc/>
    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var (time, features, half) = (x[0].Shape[1], x[0].Shape[2], _width / 2);
        var turns = (Table ?? this).Turns(First + time).AsSpan(First * half);
        var from = x[0].Floats;
        var to = y[0].Overwrite<float>();
        for (var start = 0; start < to.Length; start += _width)
        {
            var turn = turns.Slice(start / features % time * half, half);
            for (var i = 0; i < half; i++)
            {
                var (a, b) = (from[start + i], from[start + i + half]);
                to[start + i] = a * turn[i].Cosine - b * turn[i].Sine;
                to[start + i + half] = b * turn[i].Cosine + a * turn[i].Sine;
            }
        }
    }

    /// <inheritdoc/>
    public override void Gradient(GradientScope g) =>
        g.Add(0, g.Call.Run(Back, g.Dy));

    // The angles are float32 products of float32 frequencies, as models were trained with: far positions would stand
    // at other angles in double precision. Losing a race costs one more table; all of them are the same.
    private (float Cosine, float Sine)[] Turns(int time)
    {
        var (turns, half) = (_turns, _width / 2);
        if (turns.Length >= time * half) return turns;
        time = (int)BitOperations.RoundUpToPowerOf2((uint)time);
        turns = new (float, float)[time * half];
        for (var t = 0; t < time; t++)
            for (var i = 0; i < half; i++)
            {
                var angle = t / (float)ScalingFactor * (1 / (float)Math.Pow(theta, 2f * i / _width));
                turns[t * half + i] = ((float)Math.Cos(angle), (float)Math.Sin(angle) * (isInverse ? -1 : 1));
            }
        return _turns = turns;
    }
}
