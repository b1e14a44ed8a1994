namespace Valence.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("check", "--test", "--fix", "--skip", "--task", "repeat")]
    [InlineData("train", "--recipe", "--encoder", "--lora", "--freeze", "--descriptions", "--learning-rate",
        "--validation-split", "--report", "--cost", "--from", "--try", "--folds", "--unlabelled",
        "fasttext", "--target", "--lowercase",
        "--attention", "--vocabulary", "--max-length", "--label-smoothing", "--stateful",
        "--validation-target")]
    [InlineData("evaluate", "MODEL", "FILE", "--json", "--label-column", "--cost", "--target", "--beams",
        "--length-penalty")]
    [InlineData("predict", "--length-penalty", "--file", "(nothing to read)", "standard input", "probabilities")]
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
        foreach (var command in new[]
            { "check", "train", "evaluate", "predict", "summary", "inspect", "convert", "compare" })
            Assert.Contains(command, output);
    }

    [Fact]
    public void No_command_is_wrong_usage() => Answer.To().Failed(2, "valence --help");

    [Fact]
    public void An_unknown_command_is_wrong_usage() => Answer.To("learn", "a.csv").Failed(2, "learn", "valence --help");

    [Theory]
    [InlineData("check")]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("summary")]
    [InlineData("inspect")]
    [InlineData("convert")]
    [InlineData("compare")]
    public void Help_as_a_command_shows_the_same_and_an_example(string command)
    {
        var output = Answer.To("help", command).Succeeded().Output;
        Assert.Equal(Answer.To(command, "--help").Output, output);
        Assert.Contains($"\n  valence {command} ", output.ReplaceLineEndings("\n"));
        Assert.Contains("Example", output);
    }

    [Fact]
    public void Help_alone_lists_the_commands_without_their_details()
    {
        var output = Answer.To("help").Succeeded().Output;
        Assert.Equal(Answer.To("--help").Output, output);
        Assert.DoesNotContain("Example", output);
    }

    [Theory]
    [InlineData("--epochs", "A whole number from 1 to 2147483647; the recipe's own number")]
    [InlineData("--learning-rate", "A number above 0, from 1E-45 to 1; 0.001 when not given.")]
    [InlineData("--validation-split", "A number from 0 to below 1; 0.1 when not given.")]
    [InlineData("--threshold", "A number from 0 to 1; 0.5 when not given.")]
    [InlineData("--folds", "A whole number from 2 to 20; 5 for at most 2000 texts, else the held-out texts judge,")]
    [InlineData("--threads", "A number from 0 to 1024; 0 when not given.")]
    public void Help_tells_range_and_default_of_numbers(string option, string words) =>
        Assert.Contains(words,
            Answer.To("help", "train").Lines.Single(
                line => line.TrimStart().StartsWith(option + " ", StringComparison.Ordinal)));

    [Theory]
    [InlineData("'traim'", "Did you mean 'train'?", "traim", "a.csv")]
    [InlineData("'evalute'", "Did you mean 'evaluate'?", "help", "evalute")]
    [InlineData("'--epoch'", "Did you mean '--epochs'?", "train", "a.csv", "--model", "m", "--epoch", "3")]
    [InlineData("'--epoch'", "Did you mean '--epochs'?", "train", "--epoch", "3", "a.csv", "--model", "m")]
    [InlineData("'--jsn'", "Did you mean '--json'?", "predict", "m", "good", "--jsn")]
    [InlineData("--recipe", "Did you mean 'fasttext'?", "train", "a.csv", "--model", "m", "--recipe", "fastext")]
    public void A_near_name_is_asked_for(string unknown, string question, params string[] args) =>
        Answer.To(args).Failed(2, unknown, question, "--help'.");

    [Theory]
    [InlineData("Expected FILE, received none.", "train")]
    [InlineData("Expected --model, received none.", "train", "a.csv")]
    [InlineData("--model: expected a value, received none.", "train", "a.csv", "--model")]
    [InlineData("Expected a command (check, train, evaluate,")]
    [InlineData("received 'more'", "summary", "m", "more")]
    public void What_is_missing_or_too_much_is_named(string sentence, params string[] args) =>
        Answer.To(args).Failed(2, sentence, "--help'.");

    [Fact]
    public void The_version_can_be_asked() => Assert.Single(Answer.To("--version").Succeeded().Lines);
}
