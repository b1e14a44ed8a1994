using System.CommandLine;
using Valence.Classification;
using Valence.Saving;

namespace Valence.Cli;

/// <summary><c>valence inspect FILE</c></summary>
internal static class InspectCommand
{
    private static readonly string Description = HelpText.WithExamples(
        """
        Shows what is in a file: layers, weights with their figures, versions, training, and what is refused.

        FILE is a Keras model (.keras, .h5), weights (.weights.h5, .safetensors, .npz), an array (.npy),
        a Keras Tokenizer (.json) or a Valence classifier (.valence); it is told by its content.
        A file that is refused is shown as far as that is safe; the exit code is then 2.
        """,
        "valence inspect reviews.valence", "valence inspect model.keras --json");

    public static Command Create(CommandConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "The file to show." };
        var shared = new SharedOptions();
        var command = new Command("inspect", Description) { file };
        shared.AddJsonTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            if (path.Length == 0) throw new UsageException("FILE: expected the path of a file, received an empty one.");
            var inspection = ModelInspection.Of(GivenModel.Read(path), ClassifierFormat.Formats);
            if (shared.Json(parsed)) console.WriteJson(InspectionJson.Of(path, inspection));
            else InspectionText.Write(path, inspection, console.Output);
            return inspection.Refusals is [var refusal, ..] ? throw new UsageException($"{refusal.Reason.TrimEnd('.')}. ({refusal.Rule})") : 0;
        });
        return command;
    }
}
