using System.Text;

namespace Valence.Cli.Tests;

/// <summary>What a command came to.</summary>
internal sealed record Answer(int Code, string Output, string Error)
{
    public string[] Lines => Output.TrimEnd().ReplaceLineEndings("\n").Split('\n');

    public static Answer To(params string[] args) => To("", default, args);

    public static Answer ToInput(string input, params string[] args) => To(input, default, args);

    public static Answer To(string input, CancellationToken cancellation, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(args, new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error, cancellation);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>The command failed with this code and one sentence that holds all the words.</summary>
    public void Failed(int code, params string[] words)
    {
        Assert.True(code == Code, $"expected exit code {code}, was {Code}: {Error}{Output}");
        Assert.StartsWith("valence: ", Error);
        Assert.Single(Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", Error);
        Assert.DoesNotContain("Internal error", Error);
        foreach (var word in words) Assert.Contains(word, Error);
    }

    public Answer Succeeded()
    {
        Assert.True(Code == 0, $"expected exit code 0, was {Code}: {Error}");
        return this;
    }
}
