using System.CommandLine;
using Valence.Classification;
using Valence.Saving;

namespace Valence.Cli;

/// <summary><c>valence inspect FILE</c></summary>
internal static class InspectCommand
{
    private const string Details = """
        FILE is a Keras model (.keras, .h5), weights (.weights.h5, .safetensors, .npz), an array (.npy),
        a Keras Tokenizer (.json) or a Valence classifier (.valence); it is told by its content.
        A file that is refused is shown as far as that is safe; the exit code is then 2.
        """;

    private const string UnknownForm = "Z03";

    public static Command Create(CommandConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "The file to show." };
        var shared = new SharedOptions();
        var command = new ExplainedCommand("inspect", "Shows what is in a file: layers, weights with their figures, versions, training, and what is refused.", Details,
            "valence inspect reviews.valence", "valence inspect model.keras --json")
        {
            file,
        };
        shared.AddJsonTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            if (path.Length == 0) throw new UsageException("FILE: expected the path of a file, received an empty one.");
            var source = GivenModel.Read(path);
            var inspection = ModelInspection.Of(source, ClassifierFormat.Formats);
            if (shared.Json(parsed)) console.WriteJson(InspectionJson.Of(path, inspection));
            else InspectionText.Write(path, inspection, console.Output);
            if (inspection.Refusals is [{ Rule: UnknownForm }])
            {
                var kind = FileKind.Of(source);
                throw new UsageException($"{path}: expected {GivenModel.AnyForm}, found {kind.Name}. {kind.Advice} ({UnknownForm})");
            }
            return inspection.Refusals is [var refusal, ..] ? throw new UsageException($"{refusal.Reason.TrimEnd('.')}. ({refusal.Rule})") : 0;
        });
        return command;
    }
}
