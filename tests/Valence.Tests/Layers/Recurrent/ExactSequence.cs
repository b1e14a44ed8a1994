using Valence.Operations;

namespace Valence.Tests.Layers.Recurrent;

/// <summary>The recurrences once more in double precision, written from their formulas: what float32 results are
/// measured against.</summary>
/// <param name="kind">The cell: <c>SimpleRnn</c>, <c>Lstm</c> or <c>Gru</c>.</param>
/// <param name="reverse">Whether the last step is processed first.</param>
/// <param name="operands">The operands of <see cref="RecurrentSequence"/>, with inputs, kernel and recurrent
/// kernel.</param>
internal sealed class ExactSequence(string kind, bool reverse, Tensor?[] operands)
{
    private const double Step = 1e-5;

    private readonly double[]?[] _x =
        [.. operands.Select(operand => operand?.Floats.ToArray().Select(value => (double)value).ToArray())];
    private readonly int _batch = operands[0]!.Shape[0], _time = operands[0]!.Shape[1],
    _features = operands[0]!.Shape[2], _units = operands[2]!.Shape[0], _width = operands[2]!.Shape[1];

    /// <summary>The states <c>[time, batch, u]</c>, the last ones and, for a cell that has them, the last cell
    /// states.</summary>
    public double[][] Results()
    {
        double[][] results = [new double[_time * _batch * _units], new double[_batch * _units],
            new double[_batch * _units]];
        for (var b = 0; b < _batch; b++) Row(b, results);
        return results;
    }

    /// <summary>The gradient of Σ results · <paramref name="seeds"/> with respect to an operand, as differences in
    /// double precision.</summary>
    public double[] Gradient(int operand, double[][] seeds)
    {
        var of = _x[operand]!;
        // Inputs and first states reach their own row alone.
        var perRow = operand is RecurrentSequence.Inputs or RecurrentSequence.FirstState or RecurrentSequence.FirstCell
            ? of.Length / _batch : 0;
        var gradient = new double[of.Length];
        for (var i = 0; i < of.Length; i++)
        {
            var kept = of[i];
            of[i] = kept + Step;
            var ahead = Sum(i);
            of[i] = kept - Step;
            gradient[i] = (ahead - Sum(i)) / (2 * Step);
            of[i] = kept;
        }
        return gradient;

        double Sum(int i)
        {
            double[][] results = [new double[_time * _batch * _units], new double[_batch * _units],
                new double[_batch * _units]];
            for (var b = 0; b < _batch; b++)
                if (perRow == 0 || i / perRow == b) Row(b, results);
            return results.Select((result, r) => result.Zip(seeds[r], (value, seed) => value * seed).Sum()).Sum();
        }
    }

    private void Row(int b, double[][] results)
    {
        var u = _units;
        double[] h = new double[u], c = new double[u], from = new double[_width], product = new double[_width];
        if (_x[RecurrentSequence.FirstState] is { } first) first.AsSpan(b * u, u).CopyTo(h);
        if (_x[RecurrentSequence.FirstCell] is { } firstCell) firstCell.AsSpan(b * u, u).CopyTo(c);
        for (var step = 0; step < _time; step++)
        {
            var t = reverse ? _time - 1 - step : step;
            if (_x[RecurrentSequence.Mask] is not { } mask || mask[b * _time + t] != 0)
            {
                Products(b, t, h, from, product);
                Advance(from, product, h, c);
            }
            h.CopyTo(results[0], (t * _batch + b) * u);
        }
        h.CopyTo(results[1], b * u);
        if (kind == "Lstm") c.CopyTo(results[2], b * u);
    }

    private void Products(int b, int t, double[] h, double[] from, double[] product)
    {
        var (kernel, recurrent, dropout) = (_x[RecurrentSequence.Kernel]!, _x[RecurrentSequence.Recurrent]!,
            _x[RecurrentSequence.Dropout]);
        for (var j = 0; j < _width; j++)
        {
            from[j] = _x[RecurrentSequence.Bias] is { } bias ? bias[j] : 0;
            for (var p = 0; p < _features; p++)
                from[j] += _x[0]![(b * _time + t) * _features + p] * kernel[p * _width + j];
            product[j] = _x[RecurrentSequence.RecurrentBias] is { } recurrentBias ? recurrentBias[j] : 0;
            for (var k = 0; k < _units; k++)
                product[j] += h[k] * (dropout is null ? 1 : dropout[(j / _units * _batch + b) * _units + k])
                    * recurrent[k * _width + j];
        }
    }

    private void Advance(double[] from, double[] product, double[] h, double[] c)
    {
        var u = _units;
        for (var j = 0; j < u; j++)
            switch (kind)
            {
                case "SimpleRnn":
                    h[j] = Math.Tanh(from[j] + product[j]);
                    break;
                case "Lstm":
                    c[j] = Sigmoid(u + j) * c[j] + Sigmoid(j) * Math.Tanh(from[2 * u + j] + product[2 * u + j]);
                    h[j] = Sigmoid(3 * u + j) * Math.Tanh(c[j]);
                    break;
                default:
                    var update = Sigmoid(j);
                    h[j] = update * h[j] + (1 - update)
                        * Math.Tanh(from[2 * u + j] + Sigmoid(u + j) * product[2 * u + j]);
                    break;
            }

        double Sigmoid(int j) => 1 / (1 + Math.Exp(-(from[j] + product[j])));
    }
}
