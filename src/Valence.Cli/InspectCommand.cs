using System.CommandLine;
using Valence.Classification;
using Valence.Language;
using Valence.Saving;

namespace Valence.Cli;

/// <summary><c>valence inspect FILE</c></summary>
internal static class InspectCommand
{
    private const string Details = """
        FILE is a Keras model (.keras, .h5), weights (.weights.h5, .safetensors, .npz), an array (.npy),
        a Keras Tokenizer or a model's description (.json) or a Valence classifier (.valence); it is told by its
        content.
        A file that is refused is shown as far as that is safe; the exit code is then 2.
        """;

    private const string UnknownForm = "Z03";
    private const string OtherArchive = "Z31";

    public static Command Create(CommandConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "The file to show." };
        var shared = new SharedOptions();
        var command = new ExplainedCommand("inspect",
            "Shows what is in a file: layers, weights with their figures, versions, training, and what is refused.",
            Details,
            "valence inspect reviews.valence", "valence inspect model.keras --json")
        {
            file,
        };
        shared.AddJsonTo(command);
        shared.AddOpeningTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            if (path.Length == 0) throw new UsageException("FILE: expected the path of a file, received an empty one.");
            var source = GivenModel.Read(path);
            var inspection = ModelInspection.Of(source, SealedFormats.All, shared.Opening(parsed));
            var unknown = ForeignFile.HoldsJsonLines(source.Start)
                || inspection.Refusals is [{ Rule: UnknownForm or OtherArchive }]
                ? FileKind.Of(source) : null;
            if (unknown is not null)
            {
                var reason = $"{path}: expected {GivenModel.AnyForm}, found {unknown.Name}. {unknown.Advice}";
                inspection = inspection with { Refusals = [new(UnknownForm, reason)] };
            }
            if (shared.Json(parsed)) console.WriteJson(InspectionJson.Of(path, inspection));
            // Of a file of no known form there is little to show beside the refusal, which is told below.
            else InspectionText.Write(path, unknown is null ? inspection : inspection with { Refusals = [] },
                console.Output);
            return inspection.Refusals is [var refusal, ..]
                ? throw new UsageException($"{refusal.Reason.TrimEnd('.')}. ({refusal.Rule})") : 0;
        });
        return command;
    }
}
