using System.Globalization;

namespace Valence.Classification;

/// <summary>Whether one temperature for all probabilities does, or a curve does better, by texts that neither has
/// seen.</summary>
/// <param name="Curve">The curve; null where the temperature does.</param>
/// <param name="Rows">How many texts decided.</param>
/// <param name="Error">The expected calibration error of what is kept, in 15 bins, cross-fitted.</param>
/// <param name="TemperatureError">The same of the temperature.</param>
internal sealed record CalibrationChoice(IsotonicCalibration? Curve, int Rows, double Error, double TemperatureError)
{
    /// <summary>Fewer texts cannot carry a curve.</summary>
    public const int FewestRows = 1000;

    private const int Parts = 5;

    // Standard deviations that chance brings once in forty times (one-sided).
    private const double Significant = 1.96;

    // A probability of less is a rounding error of the network's.
    private const double Least = 1e-7;

    /// <summary>Judges both by five parts of the texts, each by what the other four say, and keeps the curve where its
    /// mean loss <c>−log p(class)</c> is smaller by more than chance.</summary>
    /// <param name="classes">The class of each text, <see cref="FewestRows"/> at least.</param>
    /// <param name="scores">The network's scores before its last function, divided by a temperature.</param>
    /// <param name="task">What they answer.</param>
    public static CalibrationChoice Of(int[] classes, float[] scores, OneClass task)
    {
        var width = task.Outputs;
        double sum = 0, squares = 0;
        var (tempered, curved) = (new List<(double, bool)>(), new List<(double, bool)>());
        for (var part = 0; part < Parts; part++)
        {
            int[] others = [.. Enumerable.Range(0, classes.Length).Where(i => i % Parts != part)];
            int[] known = [.. others.Select(i => classes[i])];
            float[] learned = [.. others.SelectMany(i => scores.AsSpan(i * width, width).ToArray())];
            var temperature = Temperature.Of(learned, known, width);
            var curve = IsotonicCalibration.Fit(known, Outputs(learned, temperature), width);
            for (var i = part; i < classes.Length; i += Parts)
            {
                var output = Outputs(scores.AsSpan(i * width, width), temperature);
                float[] plain = width > 1 ? output : [1 - output[0], output[0]], better = curve.Calibrated(output);
                var gain = Math.Log(Math.Max(Least, better[classes[i]])) - Math.Log(Math.Max(Least, plain[classes[i]]));
                (sum, squares) = (sum + gain, squares + gain * gain);
                tempered.Add(Judged(plain, classes[i]));
                curved.Add(Judged(better, classes[i]));
            }
        }
        var (rows, mean) = (classes.Length, sum / classes.Length);
        var isBetter = mean > Significant * Math.Sqrt(Math.Max(0, squares / rows - mean * mean) / rows);
        var error = Calibration.ExpectedError(Calibration.Bins(tempered));
        return isBetter
            ? new(IsotonicCalibration.Fit(classes, task.OutputsOf(scores), width), rows,
                Calibration.ExpectedError(Calibration.Bins(curved)), error)
            : new(null, rows, error, error);

        float[] Outputs(ReadOnlySpan<float> some, double temperature)
        {
            var divided = some.ToArray();
            foreach (ref var score in divided.AsSpan()) score = (float)(score / temperature);
            return task.OutputsOf(divided);
        }

        static (double, bool) Judged(float[] probabilities, int of)
        {
            var top = Array.IndexOf(probabilities, probabilities.Max());
            return (probabilities[top], top == of);
        }
    }

    /// <summary>The sentence for whoever trains.</summary>
    public override string ToString()
    {
        var (by, beside) = Curve is null ? ("a temperature", "") : ("isotonic regression",
            string.Create(CultureInfo.InvariantCulture, $" ({TemperatureError:F3} by a temperature)"));
        return string.Create(CultureInfo.InvariantCulture, $"Calibrated by {by}: on {Rows} texts that were not learned "
            + $"from, the calibration error is {Error:F3}{beside}, cross-fitted.");
    }
}
