using Valence.Formats;
using Valence.Models;

namespace Valence.Cli.Tests;

/// <summary>Files of another kind than the argument's.</summary>
public sealed class WrongFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_classifier_that_is_none_is_told_what_it_looks_like_and_who_takes_it()
    {
        Network.Lstm().Save(_folder["a.keras"]);
        Network.Lstm().Save(_folder["a.h5"]);
        Network.Lstm().SaveWeights(_folder["a.npz"]);
        NpyWriter.Save(_folder["a.npy"], Network.Ids(2));
        Summary("a.keras", "'Keras model'", "--preprocessing-of");
        Summary("a.h5", "HDF5", "--preprocessing-of");
        Summary("a.npz", "'NumPy arrays'", "--architecture");
        Summary("a.npy", "'NumPy array'", "--data");
        Summary(Path.GetFileName(_folder.Reviews()), "looks like text", "valence train FILE");
        Summary(Path.GetFileName(_folder.Write("picture.valence", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0, 1])),
            "something else", "complete");
        ZipWriter.Save(_folder["other.zip"], archive => archive.Add("a.txt", "a"u8));
        Summary("other.zip", "another archive");

        void Summary(string name, params string[] words) =>
            Answer.To("summary", _folder[name]).Failed(2, [name, "expected a Valence classifier", .. words]);
    }

    [Fact]
    public void Models_to_compare_or_convert_that_are_none_are_told_the_same()
    {
        var model = Trained.Model(_folder);
        Network.Lstm().SaveWeights(_folder["a.npz"]);
        Answer.To("compare", _folder["a.npz"], model, "--data", _folder.Reviews())
            .Failed(2, "a.npz", "whole model", "'NumPy arrays'", "--data", "--architecture");
        Answer.To("compare", model, _folder.Reviews(), "--data", _folder.Reviews())
            .Failed(2, "reviews.csv", "whole model", "looks like text");
        Answer.To("compare", model, model, "--data", model)
            .Failed(2, "model.valence", "texts, or arrays", "'Valence classifier'");
        Answer.To("convert", _folder.Reviews(), _folder["x.keras"]).Failed(2, "reviews.csv", "looks like text");
        Answer.To("convert", _folder["a.npz"], _folder["x.keras"], "--architecture", _folder.Reviews())
            .Failed(2, "reviews.csv", "looks like text");
        Answer.To("inspect", _folder.Reviews()).Failed(2, "reviews.csv", "looks like text", "valence train FILE");
    }

    [Fact]
    public void Arguments_that_look_swapped_are_told_with_what_to_write()
    {
        var (model, texts) = (Trained.Model(_folder), _folder.Reviews());
        Answer.To("evaluate", texts, model).Failed(2, "look swapped", $"valence evaluate {model} {texts}");
        Answer.To("predict", texts, model).Failed(2, "look swapped", $"valence predict {model} --file {texts}");
        Answer.To("predict", texts, "--file", model)
            .Failed(2, "look swapped", $"valence predict {model} --file {texts}");
        Answer.To("evaluate", texts, texts).Failed(2, "expected a Valence classifier");
        Answer.To("evaluate", model, model).Failed(2, "model.valence", "zip archive");
    }

    [Fact]
    public void A_text_given_before_the_classifier_is_suggested_in_quotes()
    {
        var model = Trained.Model(_folder);
        Answer.To("predict", "hi there", model)
            .Failed(2, "look swapped", $"Write 'valence predict {model} \"hi there\"'.");
        Answer.To("predict", "say \"hi\"", model).Failed(2, $"valence predict {model} \"say \\\"hi\\\"\"'.");
        var texts = _folder.Reviews(name: "my reviews.csv");
        Answer.To("predict", texts, model).Failed(2, $"valence predict {model} --file \"{texts}\"'.");
        Answer.To("evaluate", texts, model).Failed(2, $"valence evaluate {model} \"{texts}\"'.");
        Answer.To("predict", model, texts).Failed(2, "which is a file", $"--file \"{texts}\" for the texts in it");
    }

    [Theory]
    [InlineData("c.jsonl", "{\"text\": \"a great film\", \"label\": 1}\n{\"text\": \"an awful film\", \"label\": 0}\n")]
    [InlineData("c.csv", "text,label\na great film,1\nan awful film,0\n")]
    public void Texts_in_the_place_of_a_model_are_told_as_texts_in_every_form(string name, string content)
    {
        var file = _folder.Write(name, content);
        Answer.To("predict", file, "hi").Failed(2, name, "found what looks like text", "'valence train FILE'");
        Answer.To("summary", file).Failed(2, name, "found what looks like text", "'valence train FILE'");
        var inspected = Answer.To("inspect", file);
        inspected.Failed(2, name, "found what looks like text", "'valence train FILE'", "(Z03)");
        Assert.DoesNotContain("Refused", inspected.Output);
        Assert.Contains("found what looks like text", Answer.To("inspect", file, "--json").Output);
        Answer.To("train", file, "--model", file)
            .Failed(2, "--model", "is the file to learn from", "Give another name");
        Answer.To("train", _folder.Reviews(), "--model", file)
            .Failed(2, "--model", "holds what looks like text", "Give another name");
        Assert.Equal(content, File.ReadAllText(file));
    }

    [Theory]
    [InlineData("summary", "m")]
    [InlineData("inspect", "m")]
    [InlineData("predict", "m", "great")]
    [InlineData("evaluate", "m", "reviews.csv")]
    [InlineData("evaluate", "model.valence", "m")]
    [InlineData("train", "m", "--model", "new")]
    [InlineData("convert", "m", "new.keras")]
    [InlineData("convert", "model.valence", "new.keras", "--architecture", "m")]
    [InlineData("compare", "m", "model.valence", "--data", "reviews.csv")]
    [InlineData("compare", "model.valence", "model.valence", "--data", "m")]
    public void A_file_that_may_not_be_read_is_wrong_input(params string[] args)
    {
        if (Environment.IsPrivilegedProcess) Assert.Skip("Whoever may read everything cannot be refused a file.");
        Trained.Model(_folder);
        _folder.Reviews();
        var secret = _folder.Write("m", "secret");
        if (OperatingSystem.IsWindows()) Assert.Skip("Permissions are set as Unix has them.");
        else File.SetUnixFileMode(secret, UnixFileMode.None);
        Answer.To([.. args.Select(arg => arg.Contains('.') || arg is "m" or "new" ? _folder[arg] : arg)])
            .Failed(2, _folder["m"], "its permissions forbid it");
    }

    [Theory]
    [InlineData("summary", "d")]
    [InlineData("inspect", "d")]
    [InlineData("predict", "d", "great")]
    [InlineData("evaluate", "d", "reviews.csv")]
    [InlineData("train", "d", "--model", "new")]
    [InlineData("convert", "d", "new.keras")]
    [InlineData("compare", "d", "model.valence", "--data", "reviews.csv")]
    public void A_folder_in_the_place_of_a_file_is_wrong_input(params string[] args)
    {
        Trained.Model(_folder);
        _folder.Reviews();
        Directory.CreateDirectory(_folder["d"]);
        Answer.To([.. args.Select(arg => arg.Contains('.') || arg is "d" or "new" ? _folder[arg] : arg)])
            .Failed(2, "d: expected a");
    }
}
