using Valence.Layers;

namespace Valence.Tests.Pretrained;

/// <summary>A second implementation of <see cref="TransformerBlock"/>, of one sequence, in double precision and loops
/// after the formulas of the papers.</summary>
internal sealed class PlainBlock(TransformerBlock block)
{
    private readonly Dictionary<string, Weight> _weights = block.Weights.ToDictionary(weight => weight.Path);

    /// <summary>The result for a sequence of vectors.</summary>
    /// <param name="x">The vectors.</param>
    /// <param name="distances">The vectors of distances, or null.</param>
    /// <param name="counts">Which steps count.</param>
    public double[][] Call(double[][] x, double[][]? distances, bool[] counts)
    {
        if (!block.NormalizeFirst)
        {
            var sum = Sum(x, Attend(x, distances, counts));
            if (block.NormalizeAttention) sum = Norm("attention_norm", sum);
            return Norm("feedforward_norm", Sum(sum, Feed(sum)));
        }
        var h = Sum(x, Attend(block.NormalizeAttention ? Norm("attention_norm", x) : x, distances, counts));
        return Sum(h, Feed(Norm("feedforward_norm", h)));
    }

    private double[][] Attend(double[][] x, double[][]? distances, bool[] counts)
    {
        var (q, k, v) = (Affine("query_dense", x), Affine("key_dense", x), Affine("value_dense", x));
        var (time, features) = (x.Length, x[0].Length);
        var width = features / block.NumHeads;
        if (block.RotaryTheta is { } theta) (q, k) = (Turned(q, theta, width), Turned(k, theta, width));
        var keysOfDistances = distances is null ? null : Affine("key_dense", distances);
        var queriesOfDistances = distances is null ? null : Affine("query_dense", distances);
        var terms = distances is null ? 1
            : 1 + (block.ScoresQueryDistance ? 1 : 0) + (block.ScoresKeyDistance ? 1 : 0);
        var joined = x.Select(_ => new double[features]).ToArray();
        for (var head = 0; head < block.NumHeads; head++)
            for (var i = 0; i < time; i++)
            {
                var scores = new double[time];
                for (var j = 0; j < time; j++)
                {
                    var open = counts[j] && (!block.UseCausalMask || j <= i)
                        && (block.SlidingWindow is not { } window || Math.Abs(i - j) < window);
                    scores[j] = !open ? double.NegativeInfinity : Product(q[i], k[j]);
                    if (!open || distances is null) continue;
                    if (block.ScoresQueryDistance) scores[j] += Product(q[i], keysOfDistances![Row(i - j)]);
                    if (block.ScoresKeyDistance) scores[j] += Product(k[j], queriesOfDistances![Row(i - j)]);
                }
                var largest = scores.Max();
                // A query without an open key attends to all alike; with distances, to none.
                if (double.IsNegativeInfinity(largest) && distances is not null) continue;
                var weights = scores.Select(score => double.IsNegativeInfinity(largest) ? 1
                    : Math.Exp((score - largest) / Math.Sqrt(width * terms))).ToArray();
                for (var j = 0; j < time; j++)
                    for (var c = head * width; c < (head + 1) * width; c++)
                        joined[i][c] += weights[j] / weights.Sum() * v[j][c];

                double Product(double[] a, double[] b)
                {
                    var sum = 0.0;
                    for (var c = head * width; c < (head + 1) * width; c++) sum += a[c] * b[c];
                    return sum;
                }
            }
        return Affine("output_dense", joined);
    }

    private int Row(int distance)
    {
        var span = block.RelativeSpan!.Value;
        double bucket = distance;
        if (block.RelativeFarthest is { } far && Math.Abs(distance) > span / 2)
        {
            double middle = span / 2;
            bucket = Math.Sign(distance) * (middle + Math.Ceiling(Math.Log(Math.Abs(distance) / middle)
                / Math.Log((far - 1) / middle) * (middle - 1) - 1e-9));
        }
        return (int)Math.Clamp(bucket + span, 0, 2 * span - 1);
    }

    private static double[][] Turned(double[][] x, double theta, int width) => [.. x.Select((row, t) =>
        row.Select((value, c) =>
        {
            var (start, i) = (c / width * width, c % width);
            var (half, pair) = (width / 2, i % (width / 2));
            var angle = t * Math.Pow(theta, -2.0 * pair / width);
            var other = row[start + (i < half ? i + half : i - half)];
            return value * Math.Cos(angle) + (i < half ? -other : other) * Math.Sin(angle);
        }).ToArray())];

    private double[][] Feed(double[][] x)
    {
        var between = Affine("intermediate_dense", x).Select(row => row.Select(Math.Tanh).ToArray()).ToArray();
        if (block.UseGate)
        {
            var gate = Affine("gate_dense", x);
            between = [.. between.Select((row, t) => row.Select((value, c) => value * gate[t][c]).ToArray())];
        }
        return Affine("feedforward_dense", between);
    }

    private double[][] Affine(string scope, double[][] x)
    {
        var kernel = _weights[$"{scope}/kernel"];
        var bias = _weights.GetValueOrDefault($"{scope}/bias");
        var units = kernel.Shape[1];
        return [.. x.Select(row => Enumerable.Range(0, units).Select(unit =>
            row.Select((value, i) => value * kernel.Value.Floats[i * units + unit]).Sum()
                + (bias?.Value.Floats[unit] ?? 0)).ToArray())];
    }

    private double[][] Norm(string scope, double[][] x) => [.. x.Select(row =>
    {
        var mean = row.Average();
        var variance = row.Average(value => (value - mean) * (value - mean));
        return row.Select((value, i) => (value - mean) / Math.Sqrt(variance + block.LayerNormEpsilon)
            * _weights[$"{scope}/gamma"].Value.Floats[i]
            + (_weights.GetValueOrDefault($"{scope}/beta")?.Value.Floats[i] ?? 0)).ToArray();
    })];

    private static double[][] Sum(double[][] a, double[][] b) =>
        [.. a.Zip(b, (x, y) => x.Zip(y, (p, q) => p + q).ToArray())];
}
