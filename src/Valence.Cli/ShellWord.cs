namespace Valence.Cli;

/// <summary>An argument as a command that is suggested names it.</summary>
internal static class ShellWord
{
    /// <summary>The argument, in double quotes where a shell would cut it or read a sign of it.</summary>
    public static string Of(string argument) => argument.Length > 0 && argument.All(IsPlain) ? argument
        : $"\"{argument.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool IsPlain(char sign) => char.IsLetterOrDigit(sign) || "._-+/\\:~@%=,".Contains(sign);
}
