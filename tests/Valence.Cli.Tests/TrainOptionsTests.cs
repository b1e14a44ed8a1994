using System.Text;
using Valence.Formats;

namespace Valence.Cli.Tests;

/// <summary>Options of training, and where it may write.</summary>
public sealed class TrainOptionsTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Train(string file, params string[] more) =>
        Answer.To(["train", file, "--model", _folder["m"], "--recipe", "fasttext", "--epochs", "2", .. more]);

    [Theory]
    [InlineData("--learning-rate", "0,001")]
    [InlineData("--validation-split", "0,2")]
    [InlineData("--epochs", "1,000")]
    public void A_comma_in_a_number_is_refused(string option, string value) =>
        Answer.To("train", "reviews.csv", "--model", "m.valence", option, value).Failed(2, option, value);

    [Fact]
    public void A_model_does_not_take_the_place_of_its_texts_or_of_a_link()
    {
        using var folder = new Folder();
        var texts = folder.Write("reviews.csv", "review,sentiment\ngood,positive\nbad,negative\n");
        Answer.To("train", texts, "--model", texts).Failed(2, "--model", "reviews.csv");
        Assert.StartsWith("review,", File.ReadAllText(texts));
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(folder["link.valence"], folder["target.valence"]);
        Answer.To("train", texts, "--model", folder["link.valence"]).Failed(2, "--model", "link");
        Answer.To("train", texts, "--model", "/dev/null").Failed(2, "--model", "device");
    }

    [Theory]
    [InlineData("m.keras")]
    [InlineData("m.safetensors")]
    public void A_model_is_not_written_under_the_name_of_another_form(string name) =>
        Answer.To("train", "reviews.csv", "--model", name).Failed(2, ".valence", name, "convert");

    [Fact]
    public void A_file_that_is_no_model_is_not_replaced()
    {
        var notes = _folder.Write("notes.valence", "not to be lost");
        Answer.To("train", _folder.Reviews(), "--model", notes)
            .Failed(2, "--model", "notes.valence", "looks like text", "another name");
        Assert.Equal("not to be lost", File.ReadAllText(notes));
        Answer.To("train", _folder.Reviews(), "--model", _folder.Write("empty.valence", ""), "--recipe", "fasttext",
            "--epochs", "1")
            .Succeeded();
    }

    [Theory]
    [InlineData("notes", "PK are my initials")]
    [InlineData("report.docx", "[Content_Types].xml")]
    [InlineData("photos.zip", "summer/lake.jpg")]
    [InlineData("arrays", "x.npy")]
    [InlineData("half", "classifier.json")]
    public void What_begins_as_an_archive_and_is_no_model_is_not_replaced(string name, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        if (!content.Contains(' '))
        {
            using var stream = new MemoryStream();
            ZipWriter.Write(stream, archive => archive.Add(content, "{}"u8));
            bytes = stream.ToArray();
        }
        var path = _folder.Write(name, bytes);
        Answer.To("train", _folder.Reviews(), "--model", path).Failed(2, "--model", name, "another name");
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void Only_what_opens_as_a_whole_model_is_replaced()
    {
        var model = Trained.Model(_folder);
        foreach (var name in (string[])["m.h5", "m.weights.h5", "m.safetensors", "m.npz"])
        {
            Answer.To("convert", model, _folder[name]).Succeeded();
            File.Move(_folder[name], _folder["m"]);
            var before = File.ReadAllBytes(_folder["m"]);
            Train(_folder.Reviews()).Failed(2, "--model", "another name");
            Assert.Equal(before, File.ReadAllBytes(_folder["m"]));
            File.Delete(_folder["m"]);
        }
        var whole = File.ReadAllBytes(model);
        _folder.Write("m", whole[..^30]);
        Train(_folder.Reviews()).Failed(2, "--model", "another name");
        whole[whole.Length / 2] ^= 1;
        _folder.Write("m", whole);
        Train(_folder.Reviews()).Failed(2, "--model", "cannot be opened");
        Answer.To("convert", model, _folder["n.keras"]).Succeeded();
        File.Move(_folder["n.keras"], _folder["m"], overwrite: true);
        Assert.Contains("replaces it", Train(_folder.Reviews()).Succeeded().Error);
        Assert.Contains("replaces it", Train(_folder.Reviews()).Succeeded().Error);
    }

    [Fact]
    public void A_target_that_is_a_pipe_or_has_another_name_or_too_long_a_one_is_refused_at_the_start()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Made by programs of Linux.");
        var model = Trained.Model(_folder);
        OwnProcess.Of("mkfifo", _folder["pipe"]);
        OwnProcess.Of("ln", model, _folder["second"]);
        var longName = new string('n', 248) + ".valence";
        foreach (var (name, words) in new[] { ("pipe", "is a pipe"), ("second", "hard links"),
            (longName, "255 bytes") })
        {
            Answer.To("train", "missing.csv", "--model", _folder[name]).Failed(2, "--model", words);
            Answer.To("convert", model, _folder[name], "--force").Failed(2, "TO", words);
        }
        // The state of the training goes beside the model, under a name that is longer by ".backup".
        Answer.To("train", "missing.csv", "--recipe", "fasttext", "--model", _folder[longName[2..]])
            .Failed(2, "--model", ".backup", "255 bytes");
        Answer.To("train", _folder.Reviews(), "--recipe", "fasttext", "--epochs", "1", "--model",
            _folder[longName[9..]]).Succeeded();
    }

    [Fact]
    public void A_model_in_a_missing_folder_is_refused_before_the_training() =>
        Answer.To("train", _folder.Reviews(), "--model", _folder["no/m"]).Failed(2, "--model", "does not exist");

    [Fact]
    public void A_model_path_that_is_a_folder_is_refused_before_the_training()
    {
        Directory.CreateDirectory(_folder["m"]);
        Train(_folder.Reviews()).Failed(2, "--model", "is a folder");
    }

    [Theory]
    [InlineData("--recipe", "gpt", "fasttext")]
    [InlineData("--threads", "-1", "from 0 to 1024")]
    [InlineData("--threads", "2147483647", "from 0 to 1024")]
    [InlineData("--threads", "many", "many")]
    [InlineData("--epochs", "0", "from 1 to")]
    [InlineData("--batch-size", "-3", "from 1 to")]
    [InlineData("--validation-split", "1", "from 0 to below 1")]
    [InlineData("--validation-split", "NaN", "from 0 to below 1")]
    [InlineData("--threshold", "2", "from 0 to 1")]
    [InlineData("--learning-rate", "0", "above 0")]
    [InlineData("--seed", "-1", "-1")]
    [InlineData("--colour", "red", "--colour")]
    [InlineData("--backend", "tpu", "reference")]
    public void Options_that_make_no_sense_are_wrong_usage(string option, string value, string word)
    {
        Answer.To("train", _folder.Reviews(), "--model", _folder["m"], option, value).Failed(2, option, word);
        Assert.Equal(["reviews.csv"], _folder.Names);
    }

    [Fact]
    public void A_model_option_that_is_missing_is_wrong_usage() =>
        Answer.To("train", _folder.Reviews()).Failed(2, "--model", "valence train --help");
}
