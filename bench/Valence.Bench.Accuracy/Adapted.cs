using System.Diagnostics;
using System.Globalization;
using Valence.Classification;
using Valence.Randomness;
using Valence.Text;
using Valence.Training;

namespace Valence.Bench.Accuracy;

/// <summary>What a classifier of one set comes to on another: alone, gone on from with few of its rows, and beside one
/// that knows these alone.</summary>
internal static class Adapted
{
    private const int Draws = 3;

    public static void Of(string source, LabelledText[] from, Recipe recipe, string name, LabelledText[] train,
        LabelledText[]? test, int rows)
    {
        var settings = new TrainingSettings { Recipe = recipe, Verbose = Verbosity.Silent };
        var earlier = TextClassifier.Train(from, settings);
        for (ulong draw = 0; draw < Draws; draw++)
        {
            var order = Enumerable.Range(0, train.Length).ToArray();
            new CounterRandom(draw, CounterRandom.Purpose("adapted")).Shuffle(order.AsSpan());
            LabelledText[] few = [.. order.Take(rows).Select(i => train[i])];
            var judged = test ?? [.. order.Skip(rows).Select(i => train[i])];
            var clock = Stopwatch.StartNew();
            using var output = new StringWriter();
            var adapted = TextClassifier.Train(few, settings with
            {
                From = earlier,
                Seed = draw,
                Verbose = Verbosity.Lines,
                Output = output,
            });
            var seconds = clock.Elapsed.TotalSeconds;
            var fresh = TextClassifier.Train(few, settings with { Seed = draw });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{source} to {name}, {recipe.Name}, "
                + $"{rows} rows, draw {draw}, on {judged.Length} {(test is null ? "other" : "test")} rows: before "
                + $"{Figures(earlier, judged)}, fresh {Figures(fresh, judged)}, from {Figures(adapted, judged)}, "
                + $"{seconds:F1} s"));
        }
    }

    // Accuracy and macro F1; a row with a label that the classifier does not know is wrong.
    private static string Figures(TextClassifier classifier, LabelledText[] rows)
    {
        string[] labels = [.. rows.Select(row => row.Label!).Concat(classifier.Labels.Names).Distinct().Order(
            StringComparer.Ordinal)];
        int[] answers = [.. classifier.Predict([.. rows.Select(row => row.Text)]).Select(answer =>
            Array.IndexOf(labels, answer.Label ?? classifier.Labels.Names[0]))];
        var report = new ClassificationReport(ConfusionMatrix.Of([.. rows.Select(row =>
            Array.IndexOf(labels, row.Label))], answers, labels));
        return string.Create(CultureInfo.InvariantCulture, $"{report.Accuracy:F4} ({report.MacroAverage.F1:F4})");
    }
}
