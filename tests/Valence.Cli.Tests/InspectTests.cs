using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Text;

namespace Valence.Cli.Tests;

public sealed class InspectTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Saved(string name)
    {
        var model = Network.Lstm();
        if (name.EndsWith(".keras", StringComparison.Ordinal) || name == "m.h5") model.Save(_folder[name]);
        else model.SaveWeights(_folder[name]);
        return _folder[name];
    }

    [Theory]
    [InlineData("m.keras", "Keras model")]
    [InlineData("m.h5", "older HDF5 form")]
    public void A_whole_model_is_shown_with_layers_weights_versions_and_training(string name, string format)
    {
        var answer = Answer.To("inspect", Saved(name)).Succeeded();
        string[] words = [format, "Layer (type)", "walk (LSTM)", "Keras version: 3.15.1",
            "optimizer Adam (learning_rate 0.001", "metrics accuracy", "Optimizer state: 14 arrays", "[20, 4]",
            "not finite"];
        foreach (var word in words) Assert.Contains(word, answer.Output);
        Assert.Empty(answer.Error);
    }

    [Theory]
    [InlineData("m.weights.h5", "weights in HDF5", "layers/lstm/cell/vars/0")]
    [InlineData("m.safetensors", "safetensors", "walk/lstm_cell/kernel")]
    [InlineData("m.npz", "NumPy arrays", "walk/lstm_cell/kernel")]
    public void Weights_alone_are_shown_by_name(string name, string format, string array)
    {
        var answer = Answer.To("inspect", Saved(name)).Succeeded();
        Assert.Contains(format, answer.Output);
        Assert.Contains(array, answer.Output);
        Assert.DoesNotContain("Layer (type)", answer.Output);
    }

    [Fact]
    public void The_form_is_told_by_content_and_not_by_name()
    {
        File.Copy(Saved("m.keras"), _folder["m.npz"]);
        Assert.Contains(": Keras model,", Answer.To("inspect", _folder["m.npz"]).Succeeded().Output);
    }

    [Fact]
    public void A_classifier_is_shown_with_its_classes_and_its_form()
    {
        var output = Answer.To("inspect", Trained.Model(_folder)).Succeeded().Output;
        foreach (var word in (string[])["Valence classifier", "Valence form: 6", "Recipe: fasttext",
            "Classes: negative, positive", "Threshold: 0.5", "Network and preparation: tied by their training",
            "Layer (type)", "network.keras"])
            Assert.Contains(word, output);
    }

    [Fact]
    public void Classes_with_commas_are_quoted_and_only_two_have_a_threshold()
    {
        var file = _folder.Write("a.csv", Folder.Csv(12, "\"na ja, geht so\"", "good", "bad"));
        Answer.To("train", file, "--model", _folder["m"], "--recipe", "fasttext", "--epochs", "1").Succeeded();
        var output = Answer.To("inspect", _folder["m"]).Succeeded().Output;
        Assert.Contains("Classes: bad, good, 'na ja, geht so'", output);
        Assert.DoesNotContain("Threshold", output);
        Assert.DoesNotContain("threshold", Answer.To("summary", _folder["m"]).Succeeded().Output);
    }

    [Fact]
    public void Figures_of_an_array_are_those_of_its_elements()
    {
        NpyWriter.Save(_folder["a.npy"], Tensor.From([1f, 2f, 3f, 6f, float.NaN, float.PositiveInfinity], [2, 3]));
        var array = JsonDocument.Parse(Answer.To("inspect", _folder["a.npy"], "--json")
            .Succeeded().Lines[0]).RootElement.GetProperty("arrays")[0];
        Assert.Equal(1, array.GetProperty("min").GetDouble());
        Assert.Equal(6, array.GetProperty("max").GetDouble());
        Assert.Equal(3, array.GetProperty("mean").GetDouble());
        Assert.Equal(Math.Sqrt(3.5), array.GetProperty("std").GetDouble());
        Assert.Equal(2, array.GetProperty("not_finite").GetInt32());
        Assert.Equal("[2,3]", array.GetProperty("shape").GetRawText());
    }

    [Fact]
    public void A_tokenizer_is_shown()
    {
        var tokenizer = new Tokenizer(numWords: 50);
        tokenizer.FitOnTexts(["a great film", "a film"]);
        var output = Answer.To("inspect", _folder.Write("t.json", tokenizer.ToJson())).Succeeded().Output;
        foreach (var word in (string[])["Keras Tokenizer", "Words: 3", "Words used: 50", "First words: a film great"])
            Assert.Contains(word, output);
    }

    [Fact]
    public void Json_holds_layers_arrays_training_and_no_refusal()
    {
        var json = JsonDocument.Parse(
            Assert.Single(Answer.To("inspect", Saved("m.keras"), "--json").Succeeded().Lines)).RootElement;
        Assert.Equal("LSTM", json.GetProperty("layers")[1].GetProperty("class").GetString());
        Assert.Equal("Adam", json.GetProperty("training").GetProperty("optimizer").GetString());
        Assert.Equal(0, json.GetProperty("refused").GetArrayLength());
        Assert.Equal(6, json.GetProperty("arrays").EnumerateArray()
            .Count(array => !array.GetProperty("optimizer_state").GetBoolean()));
    }

    [Fact]
    public void A_layer_that_is_not_known_is_refused_and_the_rest_shown()
    {
        var answer = Answer.To("inspect", With(config => config["config"]!["layers"]![2]!["class_name"] = "Teleport"));
        answer.Failed(2, "Teleport", "(J06)");
        foreach (var word in (string[])["Refused (J06)", "Layers that the file describes: InputLayer",
            "Teleport 'walk'", "layers/lstm/cell/vars/0", "Keras version"]) Assert.Contains(word, answer.Output);
    }

    [Fact]
    public void Code_in_a_file_is_refused_and_told()
    {
        var answer = Answer.To("inspect",
            With(config => config["config"]!["layers"]![3]!["config"]!["activation"] =
                new JsonObject { ["class_name"] = "__lambda__", ["config"] = new JsonObject() }));
        answer.Failed(2, "(J09)", "never run");
        Assert.Contains("layers/dense/vars/0", answer.Output);
    }

    [Fact]
    public void Layers_that_do_not_fit_the_weights_are_refused()
    {
        Answer.To("inspect", With(config => config["config"]!["layers"]![2]!["config"]!["units"] = 5))
            .Failed(2, "(H21)");
        Answer.To("inspect", With(config => config["config"]!["layers"]![2]!["config"]!["units"] = -1))
            .Failed(2, "(J11)");
    }

    [Fact]
    public void Weights_that_are_damaged_are_refused_and_the_members_shown()
    {
        var archive = ZipReader.Open(Saved("m.keras"));
        ZipWriter.Save(_folder["d.keras"], writer =>
        {
            foreach (var member in archive.Members)
                writer.Add(member.Name, member.Name == "model.weights.h5" ? archive.Read(member.Name).Span[..3000]
                    : archive.Read(member.Name).Span);
        });
        var answer = Answer.To("inspect", _folder["d.keras"]);
        answer.Failed(2, "d.keras", "model.weights.h5");
        foreach (var word in (string[])["Members: metadata.json", "Refused (H", "Layers that the file describes",
            "optimizer Adam"]) Assert.Contains(word, answer.Output);
    }

    [Theory]
    [InlineData("m.keras")]
    [InlineData("m.h5")]
    [InlineData("m.weights.h5")]
    [InlineData("m.safetensors")]
    [InlineData("m.npz")]
    public void A_file_that_was_cut_short_anywhere_is_refused(string name)
    {
        var whole = File.ReadAllBytes(Saved(name));
        for (var i = 1; i < 16; i++)
        {
            var answer = Answer.To("inspect", _folder.Write("cut", whole[..(int)((long)whole.Length * i / 16)]));
            answer.Failed(2, "cut");
            Assert.Contains("Refused (", answer.Output);
        }
        Answer.To("inspect", _folder.Write("cut", whole[..^1])).Failed(2, "cut");
    }

    [Fact]
    public void A_classifier_of_a_newer_version_asks_for_a_newer_program_and_is_shown()
    {
        var archive = ZipReader.Open(Trained.Model(_folder));
        var description = JsonNode.Parse(archive.Read("classifier.json").Span)!.AsObject();
        description["version"] = 9;
        ZipWriter.Save(_folder["new"], writer =>
        {
            writer.Add("classifier.json", Encoding.UTF8.GetBytes(description.ToJsonString()));
            writer.Add("network.keras", archive.Read("network.keras").Span);
        });
        var answer = Answer.To("inspect", _folder["new"]);
        answer.Failed(2, "version 9", "newer Valence", "(C-VERSION)");
        foreach (var word in (string[])["Valence form: 9", "layers/embedding/vars/0", "Refused (C-VERSION)"])
            Assert.Contains(word, answer.Output);
    }

    [Fact]
    public void A_file_that_makes_more_of_a_row_than_the_budget_opens_when_that_is_raised()
    {
        var model = new Sequential(new InputLayer([-1, 4]), new RepeatVector(400_000_000));
        model.BuildFor([-1, 4]);
        model.Save(_folder["m.keras"]);
        foreach (var command in (string[][])[["inspect", _folder["m.keras"]],
            ["convert", _folder["m.keras"], _folder["m.h5"]]])
        {
            Answer.To(command).Failed(2, "at most", "elements of one row", "--max-activations", "J27");
            Answer.To([.. command, "--max-activations", "1600000000"]).Succeeded();
        }
        Answer.To("inspect", _folder["m.keras"], "--max-activations", "0").Failed(2, "--max-activations");
    }

    [Fact]
    public void What_is_no_model_is_wrong_input()
    {
        Answer.To("inspect", _folder["none"]).Failed(2, "none", "no such file");
        Answer.To("inspect", _folder.Write("empty", "")).Failed(2, "empty file");
        Answer.To("inspect", "").Failed(2, "empty");
        Answer.To("inspect", _folder.Reviews()).Failed(2, "reviews.csv", ".keras", "(Z03)");
        Answer.To("inspect", _folder.Write("b", [0xFE, 0x12, 0x89, 0xFF])).Failed(2, "(Z03)");
        Answer.To("inspect", _folder.Write("j", "{\"a\": 1}")).Failed(2, "(Z03)");
        Answer.To("inspect", _folder.Write("l", "version https://git-lfs.github.com/spec/v1\n"))
            .Failed(2, "git lfs pull");
        Directory.CreateDirectory(_folder["d"]);
        Answer.To("inspect", _folder["d"]).Failed(2, "directory");
        ZipWriter.Save(_folder["z"], writer => writer.Add("a.txt", "a"u8));
        Answer.To("inspect", _folder["z"]).Failed(2, "another archive");
    }

    [Fact]
    public void Names_from_a_file_reach_the_terminal_without_control_characters()
    {
        SafetensorsWriter.Save(_folder["s"], [new("a\u001b[31m\u202eb", Tensor.From([1f]))]);
        var output = Answer.To("inspect", _folder["s"]).Succeeded().Output;
        Assert.Contains("a⟨U+001B⟩[31m⟨U+202E⟩b", output);
        Assert.DoesNotContain("\u001b", output);
    }

    private string With(Action<JsonNode> change)
    {
        var archive = ZipReader.Open(Saved("m.keras"));
        var config = JsonNode.Parse(archive.Read("config.json").Span)!;
        change(config);
        ZipWriter.Save(_folder["changed.keras"], writer =>
        {
            foreach (var member in archive.Members)
                writer.Add(member.Name, member.Name == "config.json" ? Encoding.UTF8.GetBytes(config.ToJsonString())
                    : archive.Read(member.Name).Span);
        });
        return _folder["changed.keras"];
    }
}
