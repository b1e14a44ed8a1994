using System.Diagnostics;

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
        Answer.To("", cancelled, "convert", model, _folder["n.keras"]).Failed(130, "Interrupted");
        Answer.To("", cancelled, "compare", model, model, "--data", file).Failed(130, "Interrupted");
        Answer.To("", cancelled, "inspect", model).Failed(130, "Interrupted");
        Answer.To("", cancelled, "summary", model).Failed(130, "Interrupted");
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
        Assert.Equal(["m", "m.backup", "reviews.csv"], _folder.Names);
        Answer.To("train", _folder.Reviews(), "--model", _folder["three"], "--recipe", "fasttext", "--epochs",
            "3").Succeeded();
        string[] asked = ["a great film", "an awful film", "--json"];
        Assert.Equal(Answer.To(["predict", _folder["three"], .. asked]).Succeeded().Output,
            Answer.To(["predict", _folder["m"], .. asked]).Succeeded().Output);
    }

    [Theory]
    [InlineData("predict", "model.valence", "-")]
    [InlineData("predict", "model.valence", "--file", "-")]
    [InlineData("evaluate", "model.valence", "-")]
    [InlineData("compare", "model.valence", "model.valence", "--data", "-")]
    [InlineData("train", "-", "--model", "new.valence")]
    public void Waiting_for_standard_input_can_be_interrupted(params string[] args)
    {
        Trained.Model(_folder);
        using var source = new CancellationTokenSource();
        using var input = new WaitingInput(source);
        using var error = new StringWriter();
        var code = CommandLine.Run([.. args.Select(arg => arg.EndsWith(".valence") ? _folder[arg] : arg)], input,
            TextWriter.Null, error, source.Token);
        new Answer(code, "", error.ToString()).Failed(130, "Interrupted.");
    }

    [Fact]
    public void Reading_a_file_can_be_interrupted()
    {
        using var source = new CancellationTokenSource();
        using var output = new CancellingWriter("Rows: ", source);
        using var error = new StringWriter();
        var code = CommandLine.Run(["train", _folder.Reviews(), "--model", _folder["m"]], Stream.Null, output,
            error, source.Token);
        new Answer(code, "", error.ToString()).Failed(130, "Interrupted before anything was whole", "was not written");
        Assert.Equal(["reviews.csv"], _folder.Names);
    }

    [Fact]
    public void An_older_model_stays_when_the_first_epoch_is_interrupted()
    {
        Answer.To("train", _folder.Reviews(), "--model", _folder["m"], "--recipe", "fasttext", "--epochs",
            "1").Succeeded();
        var before = File.ReadAllBytes(_folder["m"]);
        Interrupted("Epoch 1/", "is there already", "is as it was");
        Assert.Equal(before, File.ReadAllBytes(_folder["m"]));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Ctrl_C_and_its_like_end_the_program_with_130_and_one_sentence(string signal)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Signals are sent with kill, which Windows does not have.");
        if (Ignores(signal))
            Assert.Skip("Whoever started the tests ignores Ctrl-C, as shells do for what runs in the background, "
                + "and programs inherit that.");
        _folder.Reviews(400);
        using var program = OwnProcess.Start(null, "train", _folder["reviews.csv"], "--model", _folder["m"],
            "--recipe", "fasttext", "--epochs",
            "100000");
        var errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
            && !line.StartsWith("Epoch 3/", StringComparison.Ordinal))
        {
        }
        // Twice at once, as from a terminal and from a program between.
        using var kill = Process.Start(new ProcessStartInfo("sh",
            ["-c", $"kill -{signal} {program.Id}; kill -{signal} {program.Id}"])
        { RedirectStandardError = true })!;
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        new Answer(program.ExitCode, "", await errors).Failed(130, "completed epochs");
        Answer.To("predict", _folder["m"], "great").Succeeded();
    }

    // Of what Linux tells, SIGHUP is the first bit.
    private static bool Ignores(string signal) =>
        File.Exists("/proc/self/status") && File.ReadLines("/proc/self/status")
            .FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
        && (Convert.ToUInt64(ignored[7..].Trim(), 16)
            & (signal switch { "HUP" => 1u, "INT" => 2u, _ => 1u << 14 })) != 0;

    private void Interrupted(string at, params string[] words)
    {
        var answer = Interrupted(at);
        Assert.Equal(130, answer.Code);
        foreach (var word in words) Assert.Contains(word, answer.Error);
    }

    private Answer Interrupted(string at)
    {
        using var source = new CancellationTokenSource();
        using var output = new CancellingWriter(at, source);
        using var error = new StringWriter();
        var code = CommandLine.Run(["train", _folder.Reviews(), "--model", _folder["m"], "--recipe", "fasttext",
            "--epochs", "9"],
            Stream.Null, output, error, source.Token);
        return new(code, "", error.ToString());
    }

    /// <summary>Presses Ctrl-C and never answers.</summary>
    private sealed class WaitingInput(CancellationTokenSource source) : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            source.Cancel();
            Thread.Sleep(Timeout.Infinite);
            return 0;
        }
    }
}
