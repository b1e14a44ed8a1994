using System.Text;

namespace Valence.Cli.Tests;

public sealed class InterruptionTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_command_that_works_through_texts_can_be_interrupted()
    {
        var (model, file) = (Trained.Model(_folder), _folder.Reviews());
        var before = _folder.Names;
        var cancelled = new CancellationToken(canceled: true);
        Answer.To("", cancelled, "train", file, "--model", _folder["m"]).Failed(130, "Interrupted");
        Answer.To("", cancelled, "evaluate", model, file).Failed(130, "Interrupted");
        Answer.To("", cancelled, "predict", model, "great").Failed(130, "Interrupted");
        Answer.To("", cancelled, "predict", model, "--file", file).Failed(130, "Interrupted");
        Assert.Equal(before, _folder.Names);
    }

    [Fact]
    public void Training_interrupted_in_its_first_epoch_writes_nothing()
    {
        Interrupted("Epoch 1/").Failed(130, "before the first epoch", "not written");
        Assert.Equal(["reviews.csv"], _folder.Names);
    }

    [Fact]
    public void Training_interrupted_later_leaves_the_best_complete_epoch()
    {
        Interrupted("Epoch 4/").Failed(130, "best of 3 completed epochs");
        Assert.Equal(["m", "reviews.csv"], _folder.Names);
        Answer.To("train", _folder.Reviews(), "--model", _folder["three"], "--epochs", "3").Succeeded();
        string[] asked = ["a great film", "an awful film", "--json"];
        Assert.Equal(Answer.To(["predict", _folder["three"], .. asked]).Succeeded().Output, Answer.To(["predict", _folder["m"], .. asked]).Succeeded().Output);
    }

    private Answer Interrupted(string at)
    {
        using var source = new CancellationTokenSource();
        using var output = new CancellingWriter(at, source);
        using var error = new StringWriter();
        var code = CommandLine.Run(["train", _folder.Reviews(), "--model", _folder["m"], "--epochs", "9"], TextReader.Null, output, error, source.Token);
        return new(code, "", error.ToString());
    }

    /// <summary>Presses Ctrl-C when a line with certain words is printed.</summary>
    private sealed class CancellingWriter(string at, CancellationTokenSource source) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
        }

        public override void WriteLine(string? value)
        {
            if (value?.StartsWith(at, StringComparison.Ordinal) == true) source.Cancel();
        }
    }
}
