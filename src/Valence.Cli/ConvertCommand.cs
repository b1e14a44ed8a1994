using System.CommandLine;
using Valence.Saving;

namespace Valence.Cli;

/// <summary><c>valence convert FROM TO</c></summary>
internal static class ConvertCommand
{
    private const string Details = """
        FROM is told by its content; TO by its name: .keras, .h5, .weights.h5, .safetensors, .npz or .valence,
        or .json for the Tokenizer of a .valence file and the layers of any other model. What TO cannot hold is named.
        TO is written beside its place and renamed; a file that is there is replaced with --force only.
        """;

    public static Command Create(CommandConsole console)
    {
        var from = new Argument<string>("FROM") { Description = "The file to read." };
        var to = new Argument<string>("TO") { Description = "The file to write." };
        var architecture = new Option<string?>("--architecture")
        {
            HelpName = "MODEL",
            Description = "A model's file (.keras, .h5, .valence), or its description (.json), whose layers get the "
                + "weights of FROM; needed "
                + "where FROM holds weights alone and TO a model."
        };
        var preparation = new Option<string?>("--preprocessing-of")
        {
            HelpName = "MODEL",
            Description = "A .valence file whose cleaning, vocabulary, classes and threshold go into TO; needed "
                + "where TO is a .valence file and FROM is not."
        };
        var byName = new Option<bool>("--by-name")
        {
            Description =
            "With --architecture: find layers by their names, leaving alone those that only one side has."
        };
        var skipMismatch = new Option<bool>("--skip-mismatch")
        {
            Description =
            "With --architecture: leave alone a layer whose weights do not fit."
        };
        var slim = new Option<bool>("--slim")
        {
            Description = "From .valence to .valence: weights of 16 bits, no counts of words, no optimizer's state; "
                + "'valence compare' tells what that costs.",
        };
        var weights = new Option<string?>("--weights")
        {
            HelpName = "KIND",
            Description = $"From .valence to .valence: {Conversion.Int8} for matrices of 8 bits, which answers use as "
                + "they are. What that costs is measured and kept in the file.",
        };
        var data = new Option<string?>("--data")
        {
            HelpName = "FILE",
            Description = "With --weights: texts by whose answers the cost is measured, with or without labels, in the "
                + "forms of 'valence train'; the texts that are kept in FROM as examples when not given.",
        };
        var force = new Option<bool>("--force") { Description = "Replace TO if it is there." };
        var shared = new SharedOptions();
        var command = new ExplainedCommand("convert", "Writes a model, or its weights, in another form.", Details,
            "valence convert reviews.valence reviews.keras",
            "valence convert reviews.valence small.valence --weights int8 --data held-out.csv",
            "valence convert weights.safetensors again.valence --architecture reviews.valence")
        {
            from, to, architecture, preparation, byName, skipMismatch, slim, weights, data, force,
        };
        shared.AddTo(command);
        shared.AddOpeningTo(command);
        command.SetAction(parsed =>
        {
            var (source, target) = (parsed.GetValue(from)!, parsed.GetValue(to)!);
            if (source.Length == 0)
                throw new UsageException("FROM: expected the path of a file, received an empty one.");
            TargetFile.CheckNew(target, "TO", parsed.GetValue(force));
            var options = new WeightLoadOptions
            {
                ByName = parsed.GetValue(byName),
                SkipMismatch = parsed.GetValue(skipMismatch)
            };
            if ((options.ByName || options.SkipMismatch) && parsed.GetValue(architecture) is null)
                throw new UsageException("--by-name and --skip-mismatch say how weights are put into the layers of "
                    + "--architecture. Give that too.");
            using var backend = shared.Backend(parsed);
            var judging = parsed.GetValue(data);
            var conversion = new Conversion(source, target, parsed.GetValue(architecture), parsed.GetValue(preparation),
                options, parsed.GetValue(slim), shared.Opening(parsed, backend))
            {
                Weights = parsed.GetValue(weights),
                Judging = judging is null ? null : classifier => [.. shared.Texts.Read(judging, parsed,
                    requireLabels: false, console, classifier)],
            };
            conversion.Run(parsed.GetValue(force), console.Cancellation);
            if (shared.Json(parsed)) console.WriteJson(conversion.Json());
            else conversion.Print(console.Output);
            return 0;
        });
        return command;
    }
}
