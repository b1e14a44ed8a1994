using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Cli.Tests;

public sealed class ModelFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Summary_prints_the_table_of_layers_and_what_the_file_holds()
    {
        var output = Answer.To("summary", Trained.Model(_folder)).Succeeded().Output;
        Assert.Contains("Layer (type)", output);
        Assert.Contains("Output Shape", output);
        Assert.Contains("Total params", output);
        Assert.Contains("Recipe fasttext", output);
        Assert.Contains("Classes: negative, positive", output);
    }

    [Theory]
    [InlineData("summary")]
    [InlineData("predict")]
    [InlineData("evaluate")]
    public void A_model_that_is_missing_is_wrong_input(string command)
    {
        string[] more = command == "summary" ? [] : [_folder.Reviews()];
        Answer.To([command, _folder["none"], .. more]).Failed(2, "none", "no such file");
        Answer.To([command, _folder["no/none"], .. more]).Failed(2, "none", "no such file");
    }

    [Fact]
    public void A_model_that_is_a_folder_is_wrong_input()
    {
        Directory.CreateDirectory(_folder["m"]);
        Answer.To("summary", _folder["m"]).Failed(2, "directory");
    }

    [Fact]
    public void A_model_without_content_is_wrong_input() =>
        Answer.To("summary", _folder.Write("m", "")).Failed(2, "empty file");

    [Fact]
    public void A_table_given_as_a_model_is_wrong_input() =>
        Answer.To("summary", _folder.Reviews()).Failed(2, "reviews.csv");

    [Fact]
    public void A_model_that_was_cut_short_anywhere_is_wrong_input()
    {
        var whole = File.ReadAllBytes(Trained.Model(_folder));
        for (var i = 0; i < 60; i++)
            Answer.To("summary", _folder.Write("cut", whole[..(int)((long)whole.Length * i / 60)])).Failed(2, "cut");
        for (var i = 1; i < 60; i++) Answer.To("summary", _folder.Write("cut", whole[..^i])).Failed(2, "cut");
    }

    [Fact]
    public void A_model_with_a_wrong_byte_in_its_contents_is_wrong_input()
    {
        var whole = File.ReadAllBytes(Trained.Model(_folder));
        for (var i = 1; i < 100; i++)
            Answer.To("summary", Damaged(whole, (int)((long)(whole.Length - 400) * i / 100))).Failed(2, "damaged");
    }

    [Fact]
    public void A_wrong_byte_in_the_frame_of_the_archive_is_told_or_means_nothing()
    {
        var whole = File.ReadAllBytes(Trained.Model(_folder));
        var expected = Answer.To("summary", Trained.Model(_folder)).Succeeded().Output;
        var told = 0;
        for (var i = 0; i < 150; i++)
        {
            var answer = Answer.To("summary", Damaged(whole, i < 43 ? i : whole.Length - 150 + i));
            if (answer.Code == 0) Assert.Equal(expected, answer.Output);
            else answer.Failed(2, "damaged");
            told += answer.Code == 0 ? 0 : 1;
        }
        Assert.InRange(told, 75, 150);
    }

    [Fact]
    public void A_model_of_a_newer_version_asks_for_a_newer_program() =>
        Answer.To("summary", With("version", 9)).Failed(2, "version 9", "newer Valence");

    [Fact]
    public void A_model_that_contradicts_itself_is_wrong_input()
    {
        Answer.To("summary", With("labels", new JsonArray("a", "b", "c"))).Failed(2, "labels");
        Answer.To("summary", With("labels", new JsonArray("a", "a"))).Failed(2, "occurs twice");
        Answer.To("summary", With("labels", new JsonArray(1, 2))).Failed(2, "classifier.json");
        Answer.To("summary", With("labels", "a")).Failed(2, "classifier.json");
        Answer.To("summary", With("length", 3)).Failed(2, "length");
        Answer.To("summary", With("length", -1)).Failed(2, "length");
        Answer.To("summary", With("threshold", 7)).Failed(2, "classifier.json");
        Answer.To("summary", With("threshold", null)).Failed(2, "threshold");
        Answer.To("summary", With("format", "zip")).Failed(2, "format");
        Answer.To("summary", With("version", null)).Failed(2, "version");
        Answer.To("summary", With("tokenizer", "{}")).Failed(2, "classifier.json");
        Answer.To("summary", With("tokenizer", "nonsense")).Failed(2, "classifier.json");
        Answer.To("summary", With("cleaning", new JsonArray(new JsonObject { ["step"] = "shout" }))).Failed(2, "shout");
    }

    [Fact]
    public void What_ties_a_network_to_its_preparation_is_said_wherever_it_is_used()
    {
        const string warning = "nothing ties the network to the preparation";
        var (earlier, csv) = (Trained.Earlier(_folder, "earlier.valence"), _folder.Reviews());
        Assert.Contains(warning, Answer.To("predict", earlier, "great film").Succeeded().Error);
        Assert.Contains(warning, Answer.To("evaluate", earlier, csv).Succeeded().Error);
        Assert.Contains("tied by nothing", Answer.To("inspect", earlier).Succeeded().Output);

        Answer.To("convert", earlier, _folder["b.valence"]).Succeeded();
        Assert.Contains("tied by the word of", Answer.To("inspect", _folder["b.valence"]).Succeeded().Output);
        Assert.DoesNotContain(warning, Answer.To("predict", _folder["b.valence"], "great film").Succeeded().Error);

        var model = Trained.Model(_folder);
        Answer.To("convert", model, _folder["c.valence"]).Succeeded();
        Assert.Contains("tied by their training", Answer.To("inspect", _folder["c.valence"]).Succeeded().Output);
        Answer.To("convert", model, _folder["n.keras"]).Succeeded();
        Answer.To("convert", _folder["n.keras"], _folder["d.valence"], "--preprocessing-of", model).Succeeded();
        Assert.Contains("tied by the word of", Answer.To("inspect", _folder["d.valence"]).Succeeded().Output);
    }

    [Fact]
    public void A_classifier_without_its_network_is_wrong_input()
    {
        var archive = ZipReader.Open(Trained.Model(_folder));
        ZipWriter.Save(_folder["m"], without =>
        {
            foreach (var member in archive.Members.Where(member => member.Name != "network.keras"))
                without.Add(member.Name, archive.Read(member.Name).Span);
        });
        Answer.To("summary", _folder["m"]).Failed(2, "network.keras");
    }

    private string With(string key, JsonNode? value)
    {
        var archive = ZipReader.Open(Trained.Model(_folder));
        var description = JsonNode.Parse(archive.Read("classifier.json").Span)!.AsObject();
        // Of an earlier version, in which nothing says that the members belong together.
        Trained.MakeEarlier(description);
        description[key] = value;
        ZipWriter.Save(_folder["changed"], changed =>
        {
            changed.Add("classifier.json", Encoding.UTF8.GetBytes(description.ToJsonString()));
            changed.Add("network.keras", archive.Read("network.keras").Span);
        });
        return _folder["changed"];
    }

    private string Damaged(byte[] whole, int position)
    {
        var damaged = whole.ToArray();
        damaged[position] ^= 0x10;
        return _folder.Write("damaged", damaged);
    }
}
