using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Valence.Classification;
using Valence.Text;
using Valence.Training;

namespace Valence.Bench.Accuracy;

/// <summary>Questions that fit none of the intents of clinc150, told by a threshold of the probability.</summary>
internal static class FitsNone
{
    /// <summary>Learns from the questions to train on, chooses the threshold on those to validate on, and reads the
    /// test once.</summary>
    /// <param name="data">The folder of the sets.</param>
    /// <param name="settings">How the classifier is trained.</param>
    /// <param name="least">The part of validation's fitting questions that has to stay right.</param>
    public static void Measure(string data, TrainingSettings settings, double least)
    {
        using var file = new GZipStream(File.OpenRead($"{data}/clinc150/data_full.json.gz"),
            CompressionMode.Decompress);
        using var json = JsonDocument.Parse(file);
        LabelledText[] Part(string name) => [.. json.RootElement.GetProperty(name).EnumerateArray().Select((row, i) =>
            new LabelledText(row[0].GetString()!, row[1].GetString()!, i + 1))];
        var (validation, strange) = (Part("val"), Part("oos_val"));
        var classifier = TextClassifier.Train(Part("train"), settings with { ValidationData = validation });
        var (known, unknown) = (Asked(validation), Asked(strange));
        // The highest threshold that leaves so many right.
        var threshold = known.Where(answer => answer.IsRight).Select(answer => answer.Probability).Append(0).Order()
            .Last(at => RightAt(known, at) >= least);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"clinc150, {classifier.MadeBy}\n"
            + $"threshold {threshold:F4}: on validation {RightAt(known, threshold):F4} of the fitting right, "
            + $"{ToldAt(unknown, threshold):F4} of those that fit none told"));
        var (test, others) = (Asked(Part("test")), Asked(Part("oos_test")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"test: {RightAt(test, threshold):F4} of "
            + $"{test.Length} fitting right ({RightAt(test, 0):F4} without a threshold), "
            + $"{ToldAt(others, threshold):F4} of {others.Length} that fit none told"));

        (float Probability, bool IsRight)[] Asked(LabelledText[] rows) =>
            [.. classifier.Predict([.. rows.Select(row => row.Text)]).Zip(rows, (answer, row) =>
                (answer.Probability, answer.Label == row.Label))];
    }

    private static double RightAt((float Probability, bool IsRight)[] answers, float threshold) =>
        answers.Average(answer => answer.IsRight && answer.Probability >= threshold ? 1.0 : 0);

    private static double ToldAt((float Probability, bool IsRight)[] answers, float threshold) =>
        answers.Average(answer => answer.Probability < threshold ? 1.0 : 0);
}
