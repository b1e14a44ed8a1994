using System.CommandLine;
using System.Globalization;
using Valence.Classification;
using Valence.Saving;

namespace Valence.Cli;

/// <summary><c>valence compare A B --data F</c></summary>
internal static class CompareCommand
{
    private const string Details = """
        Two classifiers, or a classifier and the network of one, are compared on texts. Other models take arrays:
        .npy, or .npz with an array for each input in the order of their names. Rows of texts are counted as in their
        file, rows and outputs of arrays from 0. A model of numbers answers otherwise where another output is the
        greatest, or the only one on the other side of 0.5.
        Of two classifiers of the same classes it also says whose answers changed, which words stand in these texts
        oftener than by chance and, where rows have labels, whether one has more of them right (McNemar's test).
        Exit code 0 when compared; 1 with --tolerance and a larger difference.
        """;

    public static Command Create(CommandConsole console)
    {
        var first = new Argument<string>("A") { Description = "A model: .valence, .keras or .h5." };
        var second = new Argument<string>("B") { Description = "Another one." };
        var data = new Option<string>("--data")
        {
            HelpName = "FILE",
            Description = "Texts in the forms of 'valence train' or one a line, or arrays as .npy or .npz.",
            Required = true
        };
        var tolerance = NumberOption.Create<double>("--tolerance",
            "The largest difference allowed; beyond it the exit code is 1.", value =>
                value >= 0 && double.IsFinite(value), "a number from 0 to 1.7E+308", "any difference");
        var shared = new SharedOptions();
        var command = new ExplainedCommand("compare",
            "Compares what two models answer on the same rows: the largest difference and where, the mean, and "
                + "other labels.", Details,
            "valence compare reviews.valence again.valence --data reviews.csv --tolerance 1e-6",
            "valence compare a.keras b.h5 --data ids.npy")
        {
            first, second, data, tolerance,
        };
        shared.AddTo(command);
        shared.AddOpeningTo(command);
        command.SetAction(parsed =>
        {
            using var backend = shared.Backend(parsed);
            var opening = shared.Opening(parsed, backend) with { Training = TrainingConfiguration.Ignored };
            var (a, b) = (ComparedModel.Open(parsed.GetValue(first)!, opening),
                ComparedModel.Open(parsed.GetValue(second)!, opening));
            foreach (var side in (ComparedModel[])[a, b])
            {
                foreach (var note in side.Notes) console.Warn($"{side.Path}: {note}.");
                if (side.Classifier is { } classifier) GivenModel.Doubt(classifier, side.Path, console);
            }
            var path = parsed.GetValue(data)!;
            var comparison = ArrayFile.Is(path) ? Comparison.OfArrays(a, b, path) : OfTexts();
            if (shared.Json(parsed)) console.WriteJson(comparison.Json());
            else comparison.Print(console.Output);
            if (parsed.GetValue(tolerance) is not { } allowed || comparison.Difference.Max <= allowed) return 0;
            console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"valence: The largest difference "
                + $"{comparison.Difference.Max:G6} is beyond the tolerance {allowed}."));
            return 1;

            Comparison OfTexts()
            {
                var (texts, counted) = ReadingOptions.Numbered(path, shared.Texts.Read(path, parsed,
                    requireLabels: false, console, a.Classifier ?? b.Classifier));
                using var kept = texts;
                return Comparison.OfTexts(a, b, texts, console.Cancellation) with { Counted = counted };
            }
        });
        return command;
    }
}
