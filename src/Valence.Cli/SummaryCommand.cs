using System.CommandLine;
using System.Globalization;
using Valence.Classification;

namespace Valence.Cli;

/// <summary><c>valence summary MODEL</c></summary>
internal static class SummaryCommand
{
    public static Command Create(CommandConsole console)
    {
        var model = new Argument<string>("MODEL") { Description = "A file that 'valence train' wrote." };
        var command = new ExplainedCommand("summary", "Shows what a model file holds.", "",
            "valence summary reviews.valence")
        {
            model,
        };
        command.SetAction(parsed =>
        {
            var classifier = GivenModel.Classifier(parsed.GetValue(model)!);
            console.Output.Write(classifier.Model.Summary());
            var threshold = classifier.Labels.Count > 2 ? ""
                : string.Create(CultureInfo.InvariantCulture, $"; threshold {classifier.Threshold}");
            console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Recipe {classifier.Recipe.Name}; "
                + $"{classifier.Preprocessing.Ids} ids; texts of {classifier.Preprocessing.Length} "
                + $"{(classifier.Preprocessing.Tokenizer.CharLevel ? "characters" : "words")}{threshold}."));
            console.Output.WriteLine(
                $"Classes: {string.Join(", ", classifier.Labels.Names.Select(DataChecks.Listed))}");
            return 0;
        });
        return command;
    }
}
