using System.Text.Json;

namespace Valence.Cli.Tests;

public sealed class CheckTests : IDisposable
{
    private const string Faulty = """
        id,text,label
        1,"A truly good film, I loved every minute of it",pos
        2,"A truly bad film, I hated every minute of it",neg
        3,"A truly good film, I loved every minute of it",pos
        4,"CafÃ© scenes are lovely, and it was fun",pos
        5,,neg
        6,"A truly bad film, I hated every minute of it",pos
        7,"The plot, well, there was none in the whole film at all",neg

        """;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_says_what_stands_out_and_what_to_do()
    {
        var output = Answer.To("check", _folder.Write("a.csv", Faulty)).Succeeded().Output;
        Assert.Contains("empty: 1 text has no word: line 6.", output);
        Assert.Contains("repeats: 1 text repeats an earlier one: line 4 and line 2.", output);
        Assert.Contains("repeats: 2 texts are equal to others with another label: line 7 and line 3.", output);
        Assert.Contains("such as 'CafÃ©' for 'Café': line 5.", output);
        Assert.Contains("doubted labels: not looked at: a model of fewer than 100 texts says nothing of "
            + "others.", output);
    }

    [Fact]
    public void Check_answers_json_when_asked()
    {
        var json = JsonDocument.Parse(Answer.To("check", _folder.Write("a.csv", Faulty), "--json").Succeeded().Output)
            .RootElement;
        var findings = json.GetProperty("findings").EnumerateArray().ToArray();
        Assert.Equal(["empty", "repeats", "repeats", "encoding"], findings.Select(finding =>
            finding.GetProperty("check").GetString()));
        Assert.Equal(2, findings[1].GetProperty("rows")[0].GetProperty("like").GetProperty("row").GetInt32());
        Assert.Equal(2, json.GetProperty("leftOut").GetArrayLength());
    }

    [Fact]
    public void A_mended_copy_keeps_its_columns_and_has_nothing_left_to_find()
    {
        var (file, to) = (_folder.Write("a.csv", Faulty), _folder["b.csv"]);
        var output = Answer.To("check", file, "--fix", to).Succeeded().Output;
        Assert.Contains("3 of 7 texts", output);
        Assert.Equal("""
            id,text,label
            1,"A truly good film, I loved every minute of it",pos
            4,"Café scenes are lovely, and it was fun",pos
            7,"The plot, well, there was none in the whole film at all",neg

            """.ReplaceLineEndings("\n"), File.ReadAllText(to));
        Assert.Contains("\n5,encoding,mended,\"CafÃ© scenes", File.ReadAllText(to + ".changes.csv"));
        Assert.StartsWith("Nothing stands out.", Answer.To("check", to).Succeeded().Output);
    }

    [Fact]
    public void A_file_that_is_there_is_not_replaced_by_a_mended_copy()
    {
        var file = _folder.Write("a.csv", Faulty);
        Answer.To("check", file, "--fix", file).Failed(2, "--fix", "is there already");
        var other = _folder.Write("b.csv.changes.csv", "mine");
        Answer.To("check", file, "--fix", _folder["b.csv"]).Failed(2, "--fix", "is there already");
        Assert.Equal("mine", File.ReadAllText(other));
    }

    [Fact]
    public void Texts_of_the_test_are_told()
    {
        var test = _folder.Write("t.csv", "text,label\n\"The plot, well, there was none in the whole film at "
            + "all\",neg\n");
        Assert.Contains("repeats: 1 text repeats a text of the test: line 8 and line 2 of the test.",
            Answer.To("check", _folder.Write("a.csv", Faulty), "--test", test).Succeeded().Output);
    }

    [Fact]
    public void Doubted_labels_come_with_what_they_would_be()
    {
        var text = "text,label\n" + string.Concat(Enumerable.Range(0, 200).Select(i =>
            $"number{i} {(i % 2 == 0 ? "lovely great" : "awful boring")} "
                + $"film,{(i % 2 == 0 == (i != 60) ? "pos" : "neg")}\n"));
        Assert.Matches(@"\n    62: neg \(0\.\d+\), rather pos: number60 lovely great film",
            Answer.To("check", _folder.Write("a.csv", text)).Succeeded().Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Train_says_in_short_what_stands_out()
    {
        var text = "text,label\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"number{i} {(i < 30 ? "lovely great" : "awful boring")} film,{(i < 30 ? "pos" : "neg")}\n"));
        Assert.Contains("Stands out: order. 'valence check "
            + "", Answer.To("train", _folder.Write("a.csv", text), "--model",
            _folder["m.valence"], "--recipe", "linear").Succeeded().Output);
    }
}
