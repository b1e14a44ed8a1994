using System.Text.Json.Nodes;
using Valence.Saving;

namespace Valence.Classification;

/// <summary>A curve that says of the probability of the most probable class how often such answers are right.</summary>
/// <remarks>
/// An isotonic regression (Zadrozny and Elkan, "Transforming classifier scores into accurate multiclass probability
/// estimates", 2002) through the mean of each level, so that it rises where the regression has steps (Oron and
/// Flournoy, "Centered isotonic regression", 2017): two texts of different probability keep their order.
/// </remarks>
internal sealed class IsotonicCalibration
{
    // Levels of an isotonic regression are few; a file must not choose what is allocated.
    private const int MostPoints = 100_000;

    private const string ConfidencesField = "confidences", SharesField = "shares";

    private readonly float[] _confidences, _shares;

    private IsotonicCalibration(float[] confidences, float[] shares) => (_confidences, _shares) = (confidences, shares);

    /// <summary>Fits the curve.</summary>
    /// <param name="classes">The class of each row, at least one.</param>
    /// <param name="outputs">The network's outputs to rows that it did not learn from, <c>[rows, outputs]</c>.</param>
    /// <param name="width">Outputs of a row.</param>
    public static IsotonicCalibration Fit(ReadOnlySpan<int> classes, ReadOnlySpan<float> outputs, int width)
    {
        var (x, y) = (new double[classes.Length], new double[classes.Length]);
        // Nothing is certain: as much doubt as one row among two more (Platt 1999), as for the temperature.
        var doubt = 1.0 / (classes.Length + 2);
        for (var i = 0; i < x.Length; i++)
        {
            var (top, confidence) = Top(outputs.Slice(i * width, width));
            (x[i], y[i]) = (confidence, top == classes[i] ? 1 - doubt : doubt);
        }
        var fitted = IsotonicRegression.Fit(x, y);
        Array.Sort(x);
        var levels = x.Select(place => (Place: place, Level: fitted.Predict(place))).GroupBy(row => row.Level,
            row => row.Place).Select(level => (Confidence: (float)level.Average(), Share: (float)level.Key)).ToArray();
        return new([.. levels.Select(level => level.Confidence)], [.. levels.Select(level => level.Share)]);
    }

    /// <summary>The probabilities of a row's classes, calibrated: the most probable class, the first of equal ones, has
    /// that of the curve, and the others share the rest as before, so that all add up to 1. They keep their order: no
    /// other class becomes as likely as the most probable.</summary>
    /// <param name="output">The network's output: two probabilities or more, or that of the second of two
    /// classes.</param>
    public float[] Calibrated(ReadOnlySpan<float> output)
    {
        var probabilities = output.Length > 1 ? output.ToArray() : [1 - output[0], output[0]];
        var top = Top(output).Class;
        double rest = 0, next = 0;
        for (var k = 0; k < probabilities.Length; k++)
        {
            if (k == top) continue;
            rest += probabilities[k];
            next = Math.Max(next, probabilities[k]);
        }
        // What the others share is all in the next where it ties.
        var calibrated = Math.Max(At(probabilities[top]), rest > 0 ? next / (rest + next) : 0);
        for (var k = 0; k < probabilities.Length; k++)
            if (k != top)
                probabilities[k] = (float)Math.Min(calibrated, (1 - calibrated)
                    * (rest > 0 ? probabilities[k] / rest : 1.0 / (probabilities.Length - 1)));
        probabilities[top] = (float)calibrated;
        // Whoever looks for the largest finds the answer.
        for (var k = 0; k < probabilities.Length; k++)
            if (k != top && probabilities[k] >= probabilities[top])
                probabilities[k] = MathF.BitDecrement(probabilities[top]);
        return probabilities;
    }

    /// <summary>What a file holds of it.</summary>
    public JsonObject ToJson() => new()
    {
        [ConfidencesField] = new JsonArray([.. _confidences.Select(number => (JsonNode)number)]),
        [SharesField] = new JsonArray([.. _shares.Select(number => (JsonNode)number)]),
    };

    /// <summary>That of a file.</summary>
    public static IsotonicCalibration Read(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, ConfidencesField, SharesField);
        float[] confidences = [.. config.Floats(ConfidencesField)], shares = [.. config.Floats(SharesField)];
        if (confidences.Length is 0 or > MostPoints || !Rise(confidences))
            throw config.Wrong(ConfidencesField, "rising numbers from 0 to 1");
        return shares.Length == confidences.Length && Rise(shares) ? new(confidences, shares)
            : throw config.Wrong(SharesField, $"as many numbers from 0 to 1 as '{ConfidencesField}', none below the "
                + "one before");

        static bool Rise(float[] numbers) => numbers[0] >= 0 && numbers[^1] <= 1
            && Enumerable.Range(1, numbers.Length - 1).All(i => numbers[i - 1] <= numbers[i]);
    }

    private static (int Class, float Confidence) Top(ReadOnlySpan<float> output)
    {
        if (output.Length == 1) return output[0] > 0.5f ? (1, output[0]) : (0, 1 - output[0]);
        var top = 0;
        for (var k = 1; k < output.Length; k++) if (output[k] > output[top]) top = k;
        return (top, output[top]);
    }

    private double At(float confidence)
    {
        var at = Array.BinarySearch(_confidences, confidence);
        if (at >= 0) return _shares[at];
        var above = ~at;
        if (above == 0) return _shares[0];
        if (above == _confidences.Length) return _shares[^1];
        double low = _confidences[above - 1], width = _confidences[above] - low;
        return _shares[above - 1] + (confidence - low) / width * (_shares[above] - (double)_shares[above - 1]);
    }
}
