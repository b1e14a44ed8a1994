using System.Text.Json;

namespace Valence.Cli.Tests;

/// <summary>What a model's file keeps of its training, and what <c>evaluate --drift</c> makes of it.</summary>
public sealed class KeptInFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Examples_and_fingerprints_are_left_out_where_that_is_asked_for()
    {
        Train().Succeeded();
        var whole = Answer.To("inspect", _folder["m"]).Succeeded().Output;
        Assert.Contains("Texts kept as examples: 8", whole);
        Assert.Contains("Trained texts it remembers", whole);
        Assert.Contains("Profile of the texts", whole);
        Train("--no-examples", "--no-fingerprints").Succeeded();
        var bare = Answer.To("inspect", _folder["m"]).Succeeded().Output;
        Assert.DoesNotContain("Texts kept as examples", bare);
        Assert.DoesNotContain("Trained texts it remembers", bare);
        Assert.DoesNotContain("Profile of the texts", bare);
    }

    [Fact]
    public void A_slim_file_is_smaller_and_answers_alike()
    {
        Train("--recipe", "fasttext", "--epochs", "2").Succeeded();
        var length = new FileInfo(_folder["m"]).Length;
        Answer.To("convert", _folder["m"], _folder["slim.valence"], "--slim").Succeeded();
        var small = new FileInfo(_folder["slim.valence"]).Length;
        Assert.True(small < length, $"{small} of {length} bytes");
        Assert.Equal(Answer.To("predict", _folder["m"], "a lovely place").Succeeded().Output[..5],
            Answer.To("predict", _folder["slim.valence"], "a lovely place").Succeeded().Output[..5]);
        Answer.To("convert", _folder["slim.valence"], _folder["t.json"]).Failed(2, "slim");
        Answer.To("convert", _folder["m"], _folder["n.keras"], "--slim").Failed(2, "--slim makes");
        Assert.Contains("Slim:", Train("--recipe", "fasttext", "--epochs", "2", "--slim").Succeeded().Output);
        Train("--recipe", "fasttext", "--slim", "--keep-optimizer").Failed(2, "--slim leaves out");
    }

    [Fact]
    public void Weights_of_8_bits_are_smaller_and_the_file_says_what_they_cost()
    {
        Train("--recipe", "cnn", "--epochs", "2").Succeeded();
        var small = _folder["small.valence"];
        var told = Answer.To("convert", _folder["m"], small, "--weights", "int8", "--data", _folder["texts.csv"])
            .Succeeded();
        Assert.Matches(@"int8: \d+ of \d+ texts have another answer than before, the largest change is [0-9.E-]+; "
            + @"right are \d+, before \d+", told.Output);
        Assert.True(new FileInfo(small).Length < new FileInfo(_folder["m"]).Length);
        Assert.Contains("Weights of 8 bits: ", Answer.To("inspect", small).Succeeded().Output);
        Answer.To("compare", _folder["m"], small, "--data", _folder["texts.csv"], "--tolerance", "0.1").Succeeded();
        Answer.To("convert", small, _folder["again.valence"], "--weights", "int8").Failed(2, "8 bits already");
        Answer.To("convert", small, _folder["again.valence"], "--slim").Failed(2, "8 bits already");
        Answer.To("convert", small, _folder["n.keras"]).Succeeded();
        Answer.To("convert", _folder["m"], _folder["a.valence"], "--weights", "int4").Failed(2, "expected int8");
        Answer.To("convert", _folder["m"], _folder["n2.keras"], "--weights", "int8").Failed(2, "--weights makes");
        Answer.To("convert", _folder["m"], _folder["a.valence"], "--data", _folder["texts.csv"])
            .Failed(2, "--data measures");
        Train("--recipe", "linear").Succeeded();
        Answer.To("convert", _folder["m"], _folder["a.valence"], "--weights", "int8").Failed(2, "found none");
        Assert.False(File.Exists(_folder["a.valence"]));
    }

    [Fact]
    public void Drift_is_told_without_labels_and_silent_without_drift()
    {
        Train().Succeeded();
        var same = _folder.Write("same.txt", string.Join('\n', Texts(500, from: 2_000).Select(row => row.Text)));
        Assert.Contains("Nothing moved that matters", Answer.To("evaluate", _folder["m"], same, "--drift")
            .Succeeded().Output);
        var other = _folder.Write("other.txt", string.Join('\n', Texts(500, from: 2_000)
            .Select((row, i) => $"{row.Text} xq{i} zq{i + 1}")));
        Assert.Contains("moved", Answer.To("evaluate", _folder["m"], other, "--drift").Succeeded().Output);
        var answer = Answer.To("evaluate", _folder["m"], other, "--drift", "--json").Succeeded();
        var json = JsonDocument.Parse(answer.Output).RootElement;
        Assert.True(json.GetProperty("has_moved").GetBoolean());
        Assert.Equal(500, json.GetProperty("rows").GetInt32());
        Assert.Equal(0, json.GetProperty("trained_on").GetInt32());
        Assert.Contains("The model was trained with the texts of", Answer.To("evaluate", _folder["m"],
            _folder["texts.csv"], "--drift").Succeeded().Output);
        // Of three blank lines nothing is known.
        var blank = _folder.Write("blank.txt", " \n \n \n");
        answer = Answer.To("evaluate", _folder["m"], blank, "--drift", "--json", "--format", "lines").Succeeded();
        json = JsonDocument.Parse(answer.Output).RootElement;
        Assert.False(json.GetProperty("can_tell").GetBoolean());
        Assert.False(json.GetProperty("has_moved").GetBoolean());
        Assert.Equal((3, 0), (json.GetProperty("rows").GetInt32(), json.GetProperty("readable_rows").GetInt32()));
        Assert.Contains("Nothing can be told", Answer.To("evaluate", _folder["m"], blank, "--drift", "--format",
            "lines").Succeeded().Output);
        Answer.To("evaluate", _folder["m"], other, "--drift", "--threshold", "0.3").Failed(2, "--threshold: --drift");
        Answer.To("evaluate", _folder["m"], other, "--drift", "--report", _folder["r.html"]).Failed(2, "--report");
        Answer.To("evaluate", WrittenModel(), other, "--drift").Failed(2, "does not know what the held-out texts");
    }

    private string WrittenModel()
    {
        Answer.To("train", _folder.Reviews(), "--recipe", "linear", "--validation-split", "0", "--model",
            _folder["few.valence"], "--quiet").Succeeded();
        return _folder["few.valence"];
    }

    private Answer Train(params string[] options) => Answer.To(["train", _folder.Write("texts.csv",
        $"text,label\n{string.Join('\n', Texts(1_000).Select(row => $"{row.Text},{row.Label}"))}\n"), "--model",
        _folder["m"], "--validation-split", "0.3", .. options.Contains("--recipe") ? options
            : ["--recipe", "linear", .. options]]);

    private static IEnumerable<(string Text, string Label)> Texts(int count, int from = 0)
    {
        string[] places = ["room", "table", "garden", "street", "kitchen", "staff"], good = ["lovely", "kind", "warm"],
            bad = ["dirty", "rude", "cold"];
        for (var i = from; i < from + count; i++)
            yield return ($"the {places[i * 7 % 6]} was {(i % 2 == 0 ? good : bad)[i * 5 % 3]} and the "
                + $"{places[i * 11 % 6]} {(i % 3 == 0 ? "too" : "as well")} at {i % 40}", i % 2 == 0 ? "good" : "bad");
    }
}
