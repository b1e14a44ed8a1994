using System.Text;

namespace Valence.Cli.Tests;

/// <summary>What comes only once, ends that are closed, and names that would drive a terminal.</summary>
public sealed class BorderTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Texts_are_read_from_standard_input_wherever_a_file_is()
    {
        var (model, file) = (Trained.Model(_folder), _folder.Reviews());
        var texts = File.ReadAllText(file);
        Assert.Equal(Answer.To("evaluate", model, file).Succeeded().Output,
            Answer.ToInput(texts, "evaluate", model, "-").Succeeded().Output);
        Assert.Equal(Answer.To("predict", model, "--file", file).Succeeded().Output,
            Answer.ToInput(texts, "predict", model, "--file", "-").Succeeded().Output);
        Assert.Equal(Answer.To("compare", model, model, "--data", file).Succeeded().Output,
            Answer.ToInput(texts, "compare", model, model, "--data", "-").Succeeded().Output);
        Answer.To("train", file, "--model", _folder["a"], "--recipe", "fasttext", "--epochs", "2").Succeeded();
        Answer.ToInput(texts, "train", "-", "--model", _folder["b"], "--recipe", "fasttext", "--epochs",
            "2").Succeeded();
        Assert.Equal(Answer.To("predict", _folder["a"], "--file", file).Output,
            Answer.To("predict", _folder["b"], "--file", file).Output);
        Answer.ToInput("text,label\ngood\n", "evaluate", model, "-").Failed(2, "standard input, line 2");
        Answer.ToInput("", "evaluate", model, "-").Failed(2, "standard input", "empty");
    }

    [Fact]
    public async Task Pipes_are_read_wherever_texts_are_and_opened_once()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Made by a program of Linux.");
        var (model, file) = (Trained.Model(_folder), _folder.Reviews());
        foreach (var args in (string[][])[["evaluate", model, "PIPE"], ["predict", model, "--file", "PIPE"],
            ["compare", model, model, "--data", "PIPE"], ["train", "PIPE", "--model", _folder["m"], "--recipe",
                "fasttext", "--epochs", "1"]])
        {
            var pipe = _folder[$"pipe-{args[0]}"];
            OwnProcess.Of("mkfifo", pipe);
            var writing = Task.Run(() => File.WriteAllBytes(pipe, File.ReadAllBytes(file)));
            Answer.To([.. args.Select(arg => arg == "PIPE" ? pipe : arg)]).Succeeded();
            await writing.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    [Theory]
    [InlineData("predict", "PIPE", "text")]
    [InlineData("evaluate", "PIPE", "reviews.csv")]
    [InlineData("summary", "PIPE")]
    [InlineData("inspect", "PIPE")]
    [InlineData("convert", "PIPE", "m.keras")]
    [InlineData("convert", "model.valence", "PIPE", "--force")]
    [InlineData("convert", "model.valence", "m.keras", "--architecture", "PIPE")]
    [InlineData("convert", "model.valence", "m.valence", "--preprocessing-of", "PIPE")]
    [InlineData("compare", "PIPE", "model.valence", "--data", "reviews.csv")]
    [InlineData("compare", "model.valence", "PIPE", "--data", "reviews.csv")]
    [InlineData("train", "reviews.csv", "--model", "PIPE")]
    [InlineData("train", "classes", "--model", "m")]
    public void Where_a_file_has_to_be_one_a_pipe_is_refused_without_being_opened(params string[] args)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Made by a program of Linux.");
        Trained.Model(_folder);
        _folder.Reviews();
        _folder.Write("classes/good/a.txt", "a");
        Directory.CreateDirectory(_folder["classes/bad"]);
        OwnProcess.Of("mkfifo", _folder["pipe"]);
        OwnProcess.Of("mkfifo", _folder["classes/bad/pipe.txt"]);
        foreach (var pipe in (string[])["pipe", "-"])
        {
            if (pipe == "-" && !args.Contains("PIPE")) continue;
            Answer.To([.. args.Select(arg => arg == "PIPE" ? pipe == "-" ? pipe : _folder[pipe]
                : Path.HasExtension(arg) || arg is "classes" or "m" ? _folder[arg] : arg)])
                .Failed(2, pipe == "-" ? "-" : "a pipe");
        }
    }

    [Fact]
    public void Lines_of_standard_input_are_strict_and_options_that_say_nothing_of_them_are_refused()
    {
        var model = Trained.Model(_folder);
        Answer.ToInput("good\nb\0ad\n", "predict", model, "-").Failed(2, "standard input, line 2", "NUL");
        Answer.ToInput("good", "predict", model, "-", "--no-header").Failed(2, "--no-header", "--file -");
        Answer.ToInput("{\"text\":\"a\"}", "predict", model, "-").Succeeded();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(["predict", model, "-"], new MemoryStream([.. "good\n"u8, 0xFF, 0xFE, 0x20]), output,
            error);
        new Answer(code, "", error.ToString()).Failed(2, "standard input, line 2", "UTF-8");
    }

    [Fact]
    public void A_line_of_standard_input_is_bounded()
    {
        using var error = new StringWriter();
        var code = CommandLine.Run(["predict", Trained.Model(_folder), "-"], new Endless(1L << 40), TextWriter.Null,
            error);
        new Answer(code, "", error.ToString()).Failed(2, "standard input", "larger than 67108864 bytes");
        Assert.DoesNotContain("If ", error.ToString());
    }

    [Theory]
    [InlineData("2>&-", "predict", "nope.valence", "hi")]
    [InlineData("2>&-", "predict", "model.valence", "great")]
    [InlineData("2>&-", "train", "reviews.csv", "--model", "m", "--json", "--recipe", "fasttext", "--epochs", "1")]
    [InlineData(">&-", "predict", "model.valence", "great")]
    [InlineData(">&-", "evaluate", "model.valence", "reviews.csv", "--json")]
    [InlineData(">&- 2>&-", "inspect", "model.valence")]
    [InlineData(">/dev/full", "summary", "model.valence")]
    [InlineData(">/dev/full 2>/dev/full", "train", "reviews.csv", "--model", "m", "--recipe", "linear")]
    public void Closed_or_full_ends_give_a_code_and_no_core(string ends, params string[] args)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Needs a shell and /dev/full.");
        Trained.Model(_folder);
        _folder.Reviews();
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh",
            ["-c", $"\"$0\" \"$@\" {ends}", Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            Path.Combine(AppContext.BaseDirectory, "Valence.Cli.dll"), .. args])
        {
            WorkingDirectory = _folder[""],
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var error = shell.StandardError.ReadToEnd();
        shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.InRange(shell.ExitCode, 0, 2);
        Assert.DoesNotContain("Unhandled", error);
        if (!ends.Contains('2')) Assert.Contains("Standard output cannot be written to", error);
    }

    [Fact]
    public void Names_of_classes_files_columns_and_texts_do_not_drive_the_terminal()
    {
        const string evil = "\u001b]0;owned\u0007";
        var name = $"bad{evil}";
        var csv = _folder.Write("evil.csv", new StringBuilder($"te{evil}xt,label\n")
            .AppendJoin('\n', Enumerable.Range(0, 24).Select(i =>
                $"film\u202E number{i} {evil},{(i % 2 == 0 ? name : "good")}"))
            .ToString());
        var model = _folder[$"m{evil}.valence"];
        string[] columns = ["--text-column", "1", "--label-column", "2"];
        var one = _folder.Write("one.csv", "text,label\nfilm number1,good\n");
        foreach (var json in (string[][])[[], ["--json"]])
            foreach (var answer in (Answer[])[
                Answer.To(["train", csv, "--model", model, "--recipe", "fasttext", "--epochs", "1", .. columns,
                    .. json]).Succeeded(),
                Answer.To(["evaluate", model, csv, .. columns, .. json]).Succeeded(),
                Answer.To(["evaluate", model, one, .. json]).Succeeded(),
                Answer.To(["predict", model, $"film {evil}\u202E", .. json]).Succeeded(),
                Answer.To(["predict", model, "--file", csv, .. columns, .. json]).Succeeded(),
                Answer.To(["compare", model, model, "--data", csv, .. columns, .. json]).Succeeded(),
                Answer.To(["inspect", model, .. json]).Succeeded(),
                Answer.To(["convert", model, _folder[$"n{evil}.keras"], "--force", .. json]).Succeeded(),
                Answer.To(["evaluate", model, csv, "--label-column", $"x{evil}", .. json]),
                Answer.To(["predict", _folder[$"none{evil}"], "a", .. json])])
            {
                Assert.DoesNotContain(answer.Output + answer.Error, sign => char.IsControl(sign) && sign != '\n'
                    || sign is '\u202E');
                if (json.Length > 0 && answer.Code == 0) Assert.DoesNotContain(answer.Output, sign => sign > 0x7E);
            }
        Assert.DoesNotContain(Answer.To("summary", model).Succeeded().Output, sign =>
            char.IsControl(sign) && sign != '\n');
        Assert.Contains("⟨U+001B⟩", Answer.To("evaluate", model, one).Succeeded().Output);
    }

    [Theory]
    [InlineData("--epochs", "2147483648", "from 1 to 2147483647")]
    [InlineData("--epochs", "0", "from 1 to 2147483647")]
    [InlineData("--batch-size", "9999999999", "from 1 to 2147483647")]
    [InlineData("--learning-rate", "1e-46", "from 1E-45 to 1")]
    [InlineData("--learning-rate", "1e39", "from 1E-45 to 1")]
    [InlineData("--seed", "-1", "from 0 to 18446744073709551615")]
    [InlineData("--threads", "1025", "from 0 to 1024")]
    public void A_number_out_of_range_is_told_with_both_bounds(string option, string value, string words) =>
        Answer.To("train", "r.csv", "--model", "m", option, value).Failed(2, option, words, value);

    [Fact]
    public void An_option_behind_two_dashes_is_told_as_such() =>
        Answer.To("train", "--", "r.csv", "--model", "m").Failed(2, "'--model'", "behind '--'");

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task A_variable_that_cannot_be_read_is_an_error_before_the_work(string value)
    {
        var model = Trained.Model(_folder);
        foreach (var args in (string[][])[["train", _folder.Reviews(), "--model", _folder["m"]],
            ["convert", model, _folder["n.keras"]]])
            (await OwnProcess.Run(new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = value }, args))
                .Failed(2, "SOURCE_DATE_EPOCH", value, "from 0 to 253402300799");
        Assert.False(File.Exists(_folder["m"]));
    }

    [Fact]
    public async Task Too_little_memory_is_told_with_what_there_is_and_what_to_lower()
    {
        var model = Trained.Model(_folder);
        var texts = _folder.Write("long.csv", "text,label\n\"" + new string('a', 60 << 20) + "\",positive\n");
        var answer = await OwnProcess.Run(new Dictionary<string, string>
        {
            ["DOTNET_GCHeapHardLimit"] = "0x6000000",
        }, ["evaluate", model, texts]);
        answer.Failed(1, "too little memory", "MiB", "in parts");
    }

    /// <summary>Letters without a line end.</summary>
    private sealed class Endless(long length) : MemoryStream
    {
        private long _at;

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - _at);
            buffer[..count].Fill((byte)'a');
            _at += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
