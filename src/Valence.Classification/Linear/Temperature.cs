namespace Valence.Classification;

/// <summary>The temperature that scores are divided by, so that probabilities are as large as they are right (Guo,
/// Pleiss, Sun, Weinberger 2017: On calibration of modern neural networks).</summary>
internal static class Temperature
{
    private const double Lowest = 0.01, Highest = 100;
    private const double Enough = 1e-6;

    /// <summary>The temperature under which the classes are likeliest.</summary>
    /// <param name="scores">Log-odds of the second class <c>[rows]</c>, or scores of all classes <c>[rows,
    /// classes]</c>,
    /// before sigmoid or softmax.</param>
    /// <param name="classes">The class of each row.</param>
    /// <param name="width">Scores of a row.</param>
    /// <param name="doubt">How much of each row counts for the other classes; when negative as much as one row among
    /// two more (Platt 1999), since where every row is right the likelihood grows without end.</param>
    public static double Of(ReadOnlySpan<float> scores, ReadOnlySpan<int> classes, int width, double doubt = -1)
    {
        if (classes.IsEmpty) return 1;
        if (doubt < 0) doubt = 1.0 / (classes.Length + 2);
        // The mean loss has one minimum in the logarithm of the temperature: golden section.
        var (low, high, ratio) = (Math.Log(Lowest), Math.Log(Highest), (Math.Sqrt(5) - 1) / 2);
        var (a, b) = (high - ratio * (high - low), low + ratio * (high - low));
        var (lossOfA, lossOfB) = (Loss(scores, classes, width, Math.Exp(a), doubt), Loss(scores, classes, width,
            Math.Exp(b), doubt));
        while (high - low > Enough)
        {
            if (lossOfA < lossOfB)
            {
                (high, b, lossOfB) = (b, a, lossOfA);
                a = high - ratio * (high - low);
                lossOfA = Loss(scores, classes, width, Math.Exp(a), doubt);
            }
            else
            {
                (low, a, lossOfA) = (a, b, lossOfB);
                b = low + ratio * (high - low);
                lossOfB = Loss(scores, classes, width, Math.Exp(b), doubt);
            }
        }
        return Math.Exp((low + high) / 2);
    }

    /// <summary>The mean of <c>−log p(class)</c>.</summary>
    /// <param name="scores">As above.</param>
    /// <param name="classes">The class of each row.</param>
    /// <param name="width">Scores of a row.</param>
    /// <param name="temperature">What scores are divided by.</param>
    /// <param name="doubt">How much of each row counts for the other classes, in equal parts.</param>
    public static double Loss(ReadOnlySpan<float> scores, ReadOnlySpan<int> classes, int width, double temperature,
        double doubt = 0)
    {
        var sum = 0.0;
        for (var row = 0; row < classes.Length; row++)
        {
            var of = scores.Slice(row * width, width);
            if (width == 1)
            {
                var margin = (classes[row] == 1 ? of[0] : -of[0]) / temperature;
                sum += doubt * margin;
                sum += margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;
                continue;
            }
            double largest = double.NegativeInfinity, total = 0;
            foreach (var score in of) largest = Math.Max(largest, score / temperature);
            foreach (var score in of) total += Math.Exp(score / temperature - largest);
            double right = of[classes[row]] / temperature, all = 0;
            foreach (var score in of) all += score / temperature;
            sum += Math.Log(total) + largest - (1 - doubt) * right - doubt * (all - right) / (width - 1);
        }
        return sum / classes.Length;
    }

    /// <summary>How many rows have their class in the first place; of two classes where the score is above 0.</summary>
    public static int Right(ReadOnlySpan<float> scores, ReadOnlySpan<int> classes, int width)
    {
        var right = 0;
        for (var row = 0; row < classes.Length; row++)
        {
            var of = scores.Slice(row * width, width);
            var best = width == 1 && of[0] > 0 ? 1 : 0;
            for (var k = 1; k < width; k++) if (of[k] > of[best]) best = k;
            if (best == classes[row]) right++;
        }
        return right;
    }
}
