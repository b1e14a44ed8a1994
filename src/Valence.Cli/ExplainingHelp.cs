using System.CommandLine;
using System.CommandLine.Invocation;

namespace Valence.Cli;

/// <summary>The usual help, and after it the explanation of the command.</summary>
internal sealed class ExplainingHelp(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
{
    // Help is shown whatever else is wrong with the arguments.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExplainedCommand command)
            parseResult.InvocationConfiguration.Output.WriteLine(command.Explanation);
        return code;
    }
}
