using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Saving;

namespace Valence.Cli;

/// <summary><c>valence summary MODEL</c></summary>
internal static class SummaryCommand
{
    private const int ClassesShown = 20;

    public static Command Create(CommandConsole console)
    {
        var model = new Argument<string>("MODEL") { Description = "A file that 'valence train' wrote." };
        var shared = new SharedOptions();
        var others = OtherTask.All();
        var command = new ExplainedCommand("summary", "Shows what a model file holds.", "",
            "valence summary reviews.valence", "valence summary reviews.valence --json")
        {
            model,
        };
        shared.AddJsonTo(command);
        shared.AddOpeningTo(command);
        command.SetAction(parsed =>
        {
            if (OtherTask.Of(others, parsed.GetValue(model)!) is var (_, source))
            {
                Show(source, shared.Opening(parsed), shared.Json(parsed), console);
                return 0;
            }
            var classifier = GivenModel.Classifier(parsed.GetValue(model)!, shared.Opening(parsed));
            if (shared.Json(parsed))
            {
                console.WriteJson(Json(classifier));
                return 0;
            }
            console.Output.Write(classifier.Model.Summary());
            var threshold = classifier.Task is not OneClass { Labels.Count: 2 } ? ""
                : string.Create(CultureInfo.InvariantCulture, $"; threshold {classifier.Threshold}");
            var read = classifier.Encoder switch
            {
                WordEncoder words => string.Create(CultureInfo.InvariantCulture, $"windows of {words.Length} "
                    + $"{(words.Tokenizer.CharLevel ? "characters" : "words")}"),
                NGramEncoder { Letters.Count: > 0 } => "words and letters in a row",
                NGramEncoder => "words in a row",
                SubWordEncoder parts => string.Create(CultureInfo.InvariantCulture, $"windows of {parts.Length} parts "
                    + $"of words"),
                var own => own.ClassName,
            };
            console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Recipe {classifier.Recipe}; {classifier.Encoder.Ids} ids; {read}{threshold}."));
            if (classifier.Labels.Count == 0)
            {
                console.Say($"Answers with {classifier.Task.Description}.");
                return 0;
            }
            var more = classifier.Labels.Count - ClassesShown;
            console.Say(string.Create(CultureInfo.InvariantCulture, $"{(classifier.Task is OneClass ? "Classes"
                : "Any of the labels")}: "
                + $"{string.Join(", ", classifier.Labels.Names.Take(ClassesShown).Select(DataChecks.Listed))}"
                    + $"{(more > 0 ? $" and {more} more ('valence inspect --json' has all)" : "")}"));
            return 0;
        });
        return command;
    }

    // What is neither of classes nor of numbers.
    private static void Show(ModelSource source, KerasLoadOptions opening, bool json, CommandConsole console)
    {
        var format = FileKind.FormatOf(source)!;
        var network = format.Open(source, opening).Model;
        var facts = format.Facts(source);
        if (json)
        {
            var told = new JsonObject { ["form"] = format.Name };
            foreach (var (name, value) in facts) told[name.ToLowerInvariant().Replace(' ', '_')] = Value(value);
            told["parameters"] = network.Layers.Sum(layer => layer.Weights.Sum(weight => (long)weight.Value.Count));
            told["layers"] = InspectionJson.Layers(network);
            console.WriteJson(told);
            return;
        }
        console.Output.Write(network.Summary());
        foreach (var (name, value) in facts) console.Say($"{name}: {value}");
    }

    // Facts are for people; programs are told numbers as numbers.
    private static JsonNode Value(string fact) =>
        long.TryParse(fact, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
            : double.TryParse(fact, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) ? number
            : bool.TryParse(fact, out var isSo) ? isSo : fact;

    private static JsonObject Json(TextClassifier classifier) => new()
    {
        ["recipe"] = classifier.Recipe,
        ["task"] = classifier.Task.Description,
        ["classes"] = classifier.Labels.ToJson(),
        ["threshold"] = classifier.Task is OneClass { Labels.Count: 2 } ? (JsonNode)classifier.Threshold : null,
        ["ids"] = classifier.Encoder.Ids,
        ["length"] = classifier.Encoder.Length,
        ["made_by"] = classifier.MadeBy,
        ["parameters"] = classifier.Model.Layers.Sum(layer => layer.Weights.Sum(weight => (long)weight.Value.Count)),
        ["layers"] = InspectionJson.Layers(classifier.Model),
    };
}
