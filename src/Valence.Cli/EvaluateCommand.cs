using System.CommandLine;

namespace Valence.Cli;

/// <summary><c>valence evaluate MODEL FILE</c></summary>
internal static class EvaluateCommand
{
    private const string Details = """
        The model knows the texts of its training again and tells how many rows hold them: figures on these prove
        nothing. Of many classes those with the most wrong rows are shown; --json has all: "counts" lists how often the
        class of one position in "classes" was taken for that of another, "confusion" the same as a table of up to
        100 classes.
        """;

    public static Command Create(CommandConsole console)
    {
        var model = new Argument<string>("MODEL") { Description = "A file that 'valence train' wrote." };
        var file = new Argument<string>("FILE")
        {
            Description = "Texts with labels, in the forms of 'valence train'; - is standard input."
        };
        var threshold = GivenModel.Threshold();
        var shared = new SharedOptions();
        var command = new ExplainedCommand("evaluate",
            "Compares a model's answers with labels: confusion matrix, report, 95 % intervals; F1 and more of several "
                + "labels, errors of numbers.", Details,
            "valence evaluate reviews.valence unseen.csv",
            "valence evaluate reviews.valence unseen.csv --delimiter ';' --label-column 3")
        {
            model, file, threshold,
        };
        shared.AddTo(command, needsLabels: true);
        shared.AddOpeningTo(command);
        command.SetAction(parsed =>
        {
            using var backend = shared.Backend(parsed);
            var (from, path) = (parsed.GetValue(model)!, parsed.GetValue(file)!);
            var classifier = GivenModel.Classifier(from, shared.Opening(parsed, backend),
                $"valence evaluate {ShellWord.Of(path)} {ShellWord.Of(from)}", path);
            GivenModel.Doubt(classifier, from, console);
            classifier = GivenModel.WithThreshold(classifier, parsed.GetValue(threshold));
            var texts = shared.Texts.Read(path, parsed, requireLabels: true, console, classifier);
            var figures = UsageException.InFile(path, () => Figures.Of(classifier, texts,
                ReadingOptions.CountedIn(path), console.Cancellation));
            if (shared.Json(parsed)) console.WriteJson(figures.Json());
            else figures.Print(console.Output);
            return 0;
        });
        return command;
    }
}
