using System.CommandLine;
using System.CommandLine.Parsing;
using Valence.Text;

namespace Valence.Cli;

/// <summary>What is wrong with arguments, in one sentence.</summary>
internal static class UsageMistake
{
    /// <summary>The first mistake, or null.</summary>
    public static UsageException? In(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (UnknownOption(parsed) is { } option)
            return See(command, $"There is no option '{option}'. {NearName.Question(option, Options(command))}If it "
                + "is no option, write '--' before it.");
        if (parsed.UnmatchedTokens is [var unknown, ..]) return Unknown(unknown, command);
        if (parsed.Errors.Count == 0) return null;
        return See(command, Missing(parsed) ?? parsed.Errors[0].Message);
    }

    /// <summary>There is no command, or no further argument, of this name.</summary>
    public static UsageException Unknown(string given, Command command)
    {
        if (Options(command).Contains(given))
            return See(command, $"'{given}' stands behind '--', where everything is an argument. Write it before.");
        var names = command.Subcommands.Select(known => known.Name).ToArray();
        var problem = names.Length > 0 || given.StartsWith('-') ? $"There is no command or option '{given}'."
            : $"Expected no further argument, received '{given}'. Put a text of several words in quotes.";
        return See(command, $"{problem} {NearName.Question(given, [.. names, .. Options(command)])}");
    }

    private static UsageException See(Command command, string problem) =>
        new($"{problem.TrimEnd()} See '{Name(command)} --help'.");

    // What looks like an option and is none would otherwise be taken for a text or the name of a file.
    private static string? UnknownOption(ParseResult parsed) =>
        parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
        .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value is ['-', '-', not '-', ..])?.Value;

    private static string? Missing(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0)
            return $"Expected a command ({string.Join(", ", command.Subcommands.Select(known => known.Name))}), "
                + "received none.";
        foreach (var error in parsed.Errors)
            if (error.SymbolResult is OptionResult { IdentifierToken: not null, Tokens.Count: 0 } bare
                && bare.Option.Arity.MinimumNumberOfValues
                    > 0) return $"{bare.Option.Name}: expected a value, received none.";
        if (command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0
            && parsed.GetResult(argument) is null or { Tokens.Count: 0 }) is { } missing)
            return $"Expected {missing.Name}, received none.";
        return command.Options.FirstOrDefault(option => option.Required
            && parsed.GetResult(option) is null or { IdentifierToken: null }) is { } required
            ? $"Expected {required.Name}, received none." : null;
    }

    private static IEnumerable<string> Options(Command command) =>
        command.Options.Select(option => option.Name).Append("--help");

    private static string Name(Command command) => command is RootCommand ? "valence" : $"valence {command.Name}";
}
