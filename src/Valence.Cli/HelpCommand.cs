using System.CommandLine;

namespace Valence.Cli;

/// <summary><c>valence help [COMMAND]</c></summary>
internal static class HelpCommand
{
    public static Command Create(CommandConsole console, RootCommand root)
    {
        var name = new Argument<string?>("COMMAND")
        {
            Description =
            "The command to explain, or one of the tasks "
            + $"{string.Join(", ", OtherTask.All().Select(task => task.Name))}; all commands when not given.",
            Arity = ArgumentArity.ZeroOrOne
        };
        var command = new Command("help", "Shows how a command is used, as --help after it does.") { name };
        command.SetAction(parsed =>
        {
            var asked = parsed.GetValue(name);
            if (OtherTask.All().FirstOrDefault(task => task.Name == asked) is { } learned)
            {
                console.Output.Write(learned.Page());
                return 0;
            }
            if (asked is not null && root.Subcommands.All(known => known.Name != asked))
                throw UsageMistake.Unknown(asked, root);
            string[] args = asked is null ? ["--help"] : [asked, "--help"];
            return root.Parse(args)
                .Invoke(new()
                {
                    Output = console.Output,
                    Error = console.Error,
                    EnableDefaultExceptionHandler = false
                });
        });
        return command;
    }
}
