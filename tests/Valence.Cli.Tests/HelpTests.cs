namespace Valence.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("train", "--recipe", "--learning-rate", "--validation-split", "fasttext")]
    [InlineData("evaluate", "MODEL", "FILE", "--json", "--label-column")]
    [InlineData("predict", "--file", "(nothing to read)", "standard input", "probabilities")]
    [InlineData("summary", "MODEL", "Shows", "--help", "summary")]
    [InlineData("inspect", "FILE", ".safetensors", "refused", "--json")]
    [InlineData("convert", "--architecture", "--preprocessing-of", "--by-name", "--skip-mismatch", "--force")]
    [InlineData("compare", "--data", "--tolerance", "Exit code", "--text-column")]
    public void Help_works_for_each_command(string command, params string[] words)
    {
        var answer = Answer.To(command, "--help").Succeeded();
        Assert.Empty(answer.Error);
        foreach (var word in words) Assert.Contains(word, answer.Output);
    }

    [Fact]
    public void Help_lists_the_commands()
    {
        var output = Answer.To("--help").Succeeded().Output;
        foreach (var command in new[] { "train", "evaluate", "predict", "summary", "inspect", "convert", "compare" }) Assert.Contains(command, output);
    }

    [Fact]
    public void No_command_is_wrong_usage() => Answer.To().Failed(2, "valence --help");

    [Fact]
    public void An_unknown_command_is_wrong_usage() => Answer.To("learn", "a.csv").Failed(2, "learn", "valence --help");

    [Fact]
    public void The_version_can_be_asked() => Assert.Single(Answer.To("--version").Succeeded().Lines);
}
