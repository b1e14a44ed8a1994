using Valence.Kernels;

namespace Valence.Tests.Kernels;

/// <summary>The recurrent layers of one sequence as plain loops in double precision.</summary>
internal sealed class PlainRecurrence(RecurrentShape shape, int gates)
{
    public required double[] Inputs { get; init; }
    public required double[] Kernel { get; init; }
    public required double[] Recurrent { get; init; }
    public required double[] Bias { get; init; }
    public required double[] RecurrentBias { get; init; }
    public required double[] InitialHidden { get; init; }
    public required double[] InitialCell { get; init; }
    public required float[] Mask { get; init; }
    public required double[] Dropout { get; init; }

    public double[] Hidden { get; } = new double[shape.Time * shape.Units];
    public double[] LastHidden { get; private set; } = [];
    public double[] LastCell { get; private set; } = [];

    public PlainRecurrence Run()
    {
        var u = shape.Units;
        var (h, c) = (InitialHidden.ToArray(), InitialCell.ToArray());
        for (var step = 0; step < shape.Time; step++)
        {
            var t = shape.Reverse ? shape.Time - 1 - step : step;
            if (Mask.Length == 0 || Mask[t] != 0) (h, c) = Step(t, h, c);
            h.CopyTo(Hidden, t * u);
        }
        (LastHidden, LastCell) = (h, c);
        return this;
    }

    private (double[] H, double[] C) Step(int t, double[] h, double[] c)
    {
        var u = shape.Units;
        var (next, nextCell) = (new double[u], new double[u]);
        for (var j = 0; j < u; j++)
        {
            var (x, product) = (new double[gates], new double[gates]);
            for (var gate = 0; gate < gates; gate++)
            {
                x[gate] = Input(t, gate * u + j);
                product[gate] = RecurrentBias.Length > 0 ? RecurrentBias[gate * u + j] : 0;
                for (var p = 0; p < u; p++)
                    product[gate] += h[p] * (Dropout.Length > 0 ? Dropout[gate * u + p] : 1)
                        * Recurrent[p * gates * u + gate * u + j];
            }
            switch (gates)
            {
                case 4:
                    nextCell[j] = Sigmoid(x[1] + product[1]) * c[j] + Sigmoid(x[0] + product[0])
                        * Math.Tanh(x[2] + product[2]);
                    next[j] = Sigmoid(x[3] + product[3]) * Math.Tanh(nextCell[j]);
                    break;
                case 3:
                    var z = Sigmoid(x[0] + product[0]);
                    next[j] = z * h[j] + (1 - z) * Math.Tanh(x[2] + Sigmoid(x[1] + product[1]) * product[2]);
                    break;
                default:
                    next[j] = Math.Tanh(x[0] + product[0]);
                    break;
            }
        }
        return (next, nextCell);
    }

    private double Input(int t, int column)
    {
        var width = gates * shape.Units;
        if (shape.Features == 0) return Inputs[t * width + column];
        var sum = Bias[column];
        for (var p = 0; p < shape.Features; p++) sum += Inputs[t * shape.Features + p] * Kernel[p * width + column];
        return sum;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
