using System.CommandLine;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Training;

namespace Valence.Cli;

/// <summary><c>valence train FILE --model OUT</c></summary>
internal static class TrainCommand
{
    public static Command Create(CommandConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "Texts with labels: .csv, .tsv, .jsonl (plain or .gz), or a folder with a folder of texts for each class." };
        var model = new Option<string>("--model") { Description = "The file to write.", Required = true };
        var recipe = new Option<string>("--recipe") { Description = $"The network: {string.Join(", ", Recipes.All.Select(r => r.Name))}.", DefaultValueFactory = _ => Recipes.FastText.Name };
        var epochs = new Option<int?>("--epochs") { Description = "Passes over the texts; when not given the recipe's own number, or more where there are few texts." };
        var batchSize = new Option<int?>("--batch-size") { Description = "Texts in a step; the recipe's own number when not given." };
        var validation = new Option<float>("--validation-split") { Description = "The part of the texts that chooses the best epoch.", DefaultValueFactory = _ => 0.1f };
        var threshold = new Option<float>("--threshold") { Description = "Of two classes: the probability of the second from which on it is the answer.", DefaultValueFactory = _ => 0.5f };
        var seed = new Option<ulong>("--seed") { Description = "Decides split, initial weights, shuffling and dropout." };
        var shared = new SharedOptions();
        var command = new Command("train", "Learns from texts with labels and writes one model file.") { file, model, recipe, epochs, batchSize, validation, threshold, seed };
        shared.AddTo(command, readsFile: true);
        recipe.AcceptOnlyFromAmong([.. Recipes.All.Select(r => r.Name)]);

        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(model)!;
            var json = shared.Json(parsed);
            var texts = shared.Read(parsed.GetValue(file)!, parsed, requireLabels: true);
            CheckTarget(path);
            using var backend = shared.Backend(parsed);
            var settings = new TrainingSettings
            {
                Recipe = Recipes.Find(parsed.GetValue(recipe)!),
                Epochs = AtLeastOne(parsed.GetValue(epochs), "--epochs"),
                BatchSize = AtLeastOne(parsed.GetValue(batchSize), "--batch-size"),
                ValidationSplit = Part(parsed.GetValue(validation), "--validation-split"),
                Threshold = Part(parsed.GetValue(threshold), "--threshold"),
                Seed = parsed.GetValue(seed),
                Backend = backend,
                Output = json ? console.Error : console.Output,
                Verbose = Console.IsOutputRedirected || json ? Verbosity.Lines : Verbosity.Bar,
                CheckpointPath = path,
                CancellationToken = console.Cancellation,
            };
            var classifier = TextClassifier.Train(texts, settings);
            classifier.Save(path);
            Report(classifier, path, texts.Count, json, console);
            return 0;
        });
        return command;
    }

    private static void Report(TextClassifier classifier, string path, int texts, bool json, CommandConsole console)
    {
        var history = classifier.History!;
        if (!json)
        {
            console.Output.WriteLine(FormattableString.Invariant($"Wrote {path}: {texts} texts, {classifier.Labels.Count} classes, {classifier.Preprocessing.Ids} ids, recipe {classifier.Recipe.Name}."));
            return;
        }
        for (var epoch = 0; epoch < history.Epochs.Count; epoch++)
        {
            var line = new JsonObject { ["epoch"] = history.Epochs[epoch] + 1 };
            foreach (var name in history.Names) line[name] = history[name][epoch];
            console.WriteJson(line);
        }
        console.WriteJson(new() { ["model"] = path, ["texts"] = texts, ["classes"] = classifier.Labels.Count, ["ids"] = classifier.Preprocessing.Ids, ["recipe"] = classifier.Recipe.Name });
    }

    // A model that cannot be written is better known before the training than after it.
    private static void CheckTarget(string path)
    {
        if (Directory.Exists(path)) throw new UsageException($"--model: expected a file to write, '{path}' is a folder.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw new UsageException($"--model: the folder '{folder}' does not exist. Make it first.");
    }

    private static int? AtLeastOne(int? value, string option) =>
        value is null or >= 1 ? value : throw new UsageException($"{option}: expected at least 1, received {value}.");

    private static float Part(float value, string option) =>
        value is >= 0 and < 1 ? value : throw new UsageException(FormattableString.Invariant($"{option}: expected a number from 0 to below 1, received {value}."));
}
