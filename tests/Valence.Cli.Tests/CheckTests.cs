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
    public void Rows_without_a_label_are_told_and_changes_are_counted_by_what_they_mend()
    {
        var file = _folder.Write("a.csv", Faulty + "8,nobody has read this one yet,\n");
        var output = Answer.To("check", file, "--skip", "doubted-labels", "--skip", "encoding", "--fix",
            _folder["b.csv"]).Succeeded().Output;
        Assert.Contains("unlabelled: 1 text has no label and is looked at no further: line 9.", output);
        Assert.Contains("encoding: not looked at: it was skipped.", output);
        Assert.Contains("1 left out (unlabelled)", output);
        Assert.Contains("3 left out (repeats)", output);
        Assert.Contains("CafÃ©", File.ReadAllText(_folder["b.csv"]));
        Assert.DoesNotContain("nobody", File.ReadAllText(_folder["b.csv"]));
        Answer.To("check", file, "--skip", "colours").Failed(2, "expected one of unlabelled, labels, ");
        var fastText = _folder.Write("a.txt", "__label__a one two three\n__label__b four five six\nseven eight nine\n");
        Assert.Contains("unlabelled: 1 text has no label", Answer.To("check", fastText).Succeeded().Output);
    }

    [Fact]
    public void A_pretrained_encoder_is_given_with_its_recipe_and_neither_alone()
    {
        var file = _folder.Write("a.csv", Faulty);
        string[] train = ["train", file, "--model", _folder["m.valence"], "--recipe"];
        Answer.To([.. train, "bert"]).Failed(2, "--recipe bert needs the folder of a pre-trained encoder");
        Answer.To([.. train, "lstm", "--encoder", _folder["x"]]).Failed(2, "--encoder belongs to --recipe bert");
        Answer.To([.. train, "bert", "--encoder", _folder["x"], "--split", "character"]).Failed(2,
            "--split belongs to recipes of words, and bert splits texts its own way");
        Answer.To([.. train, "lstm", "--lora", "8"]).Failed(2, "--lora belongs to --recipe bert");
        Answer.To(["train", file, "--model", _folder["m.valence"], "--freeze", "1"]).Failed(2,
            "--freeze belongs to --recipe bert");
        Answer.To([.. train, "bert", "--encoder", _folder["x"], "--lora", "0"]).Failed(2, "--lora: expected a whole");
        Answer.To([.. train, "bert", "--encoder", _folder["x"], "--freeze", "-1"]).Failed(2, "--freeze: expected a");
        Answer.To([.. train, "bert", "--encoder", _folder["x"], "--lora", "8", "--keep-optimizer"]).Failed(2,
            "--keep-optimizer keeps Adam's state");
        Answer.To([.. train, "bigram", "--cleaning", "none"]).Failed(2, "--cleaning belongs to recipes of words");
        Answer.To([.. train, "bert", "--encoder", _folder["x"], "--text-column", "text"]).Failed(2, _folder["x"]);
        Answer.To([.. train, "embeddings"]).Failed(2, "--recipe embeddings needs the folder of a pre-trained encoder");
        Answer.To([.. train, "embeddings", "--encoder", _folder["x"], "--epochs", "2"]).Failed(2,
            "The recipe embeddings is fitted exactly: leave --epochs out.");
        Answer.To([.. train, "embeddings", "--encoder", _folder["x"], "--text-column", "text"]).Failed(2, _folder["x"]);
    }

    [Fact]
    public void Descriptions_are_an_object_of_texts_and_belong_to_the_recipe_of_embeddings()
    {
        var file = _folder.Write("a.csv", Faulty);
        string[] train = ["train", file, "--model", _folder["m.valence"], "--encoder", _folder["x"], "--recipe"];
        Answer.To([.. train, "bert", "--descriptions", file]).Failed(2,
            "--descriptions belongs to --recipe embeddings");
        foreach (var json in (string[])["[]", "{\"a\": 1}", "1"])
            Answer.To([.. train, "embeddings", "--descriptions", _folder.Write("d.json", json)]).Failed(2,
                "expected an object with a text for each label");
        Answer.To([.. train, "embeddings", "--descriptions", _folder["none"]]).Failed(2, "none");
    }

    [Fact]
    public void The_copy_has_a_header_where_the_file_has_one_and_says_how_it_is_read()
    {
        var file = _folder.Write("a.csv", Faulty.Replace("id,text,label\n", "").Replace(',', ';'));
        string[] columns = ["--no-header", "--text-column", "2", "--label-column", "3", "--skip", "doubted-labels"];
        Assert.Contains("(CSV with commas and quotes in UTF-8, to be read without --delimiter); ",
            Answer.To(["check", file, "--delimiter", ";", "--fix", _folder["b.csv"], .. columns]).Succeeded().Output);
        Assert.StartsWith("1,", File.ReadAllText(_folder["b.csv"]));
        Assert.Contains("Classes: 2 (", Answer.To(["check", _folder["b.csv"], .. columns]).Succeeded().Output);
    }

    [Theory]
    [InlineData("--from", "lnk/m.valence", "--model", "real/m.valence")]
    [InlineData("--model", "lnk/a.csv", "--epochs", "1")]
    public void Files_are_the_same_through_links_of_folders_too(params string[] options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links of folders need rights elsewhere.");
        Directory.CreateDirectory(_folder["real"]);
        Directory.CreateSymbolicLink(_folder["lnk"], _folder["real"]);
        var file = _folder.Write("real/a.csv", Faulty);
        string[] given = [.. options.Select(option => option.Contains('/') ? _folder[option] : option)];
        Answer.To(["train", file, "--recipe", "fasttext", .. given]).Failed(2, "Give another name");
        Assert.Equal(Faulty, File.ReadAllText(file));
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
        Assert.Contains("\n5,encoding,mended,,\"CafÃ© scenes", File.ReadAllText(to + ".changes.csv"));
        Assert.Contains("Nothing stands out.", Answer.To("check", to).Succeeded().Output);
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

    [Theory]
    [InlineData("a.csv", "text,labels\n{0}", "{0},{1}", ";", "--label-separator", ";")]
    [InlineData("a.json", "{0}", "{{\"id\": {2}, \"text\": \"{0}\", \"labels\": [{3}]}}", ";", "--task", "labels")]
    [InlineData("a.csv", "text,action,comedy\n{0}", "{0},{4},{5}", null, "--label-columns", "action,comedy")]
    [InlineData("a.txt", "{0}", "{6}{0}", ";", "--task", "labels")]
    public void Sets_of_labels_are_checked_in_each_form_that_is_learned_from(string name, string file, string line,
        string? sign, params string[] reading)
    {
        string[][] sets = [["action"], ["comedy"], ["action", "comedy"], []];
        var texts = Enumerable.Range(0, 240).Select(i =>
        {
            var set = sets[i % 4];
            // One lacks a label, and one repeats another with another set.
            if (i == 50) set = ["action"];
            var of = i == 101 ? 100 : i;
            var text = $"number{of} {(sets[of % 4].Contains("action") ? "chase" : "")} "
                + $"{(sets[of % 4].Contains("comedy") ? "funny" : "")} film {of * 7919 % 100_003} {of * 7907 % 99_991} "
                + $"{of * 7901 % 99_989}";
            return string.Format(System.Globalization.CultureInfo.InvariantCulture, line, text.Replace("  ", " "),
                string.Join(';', set), i, string.Join(", ", set.Select(label => $"\"{label}\"")),
                set.Contains("action") ? 1 : 0, set.Contains("comedy") ? 1 : 0,
                string.Concat(set.Select(label => $"__label__{label} ")));
        });
        var path = _folder.Write(name, string.Format(System.Globalization.CultureInfo.InvariantCulture, file,
            string.Join('\n', texts) + "\n"));

        var output = Answer.To(["check", path, "--fix", _folder["b.csv"], .. reading]).Succeeded().Output
            .ReplaceLineEndings("\n");

        Assert.Contains("Rows: 240. Labels: 2 (action 120, comedy 119). Texts without any: 60. ", output);
        Assert.Contains("labels: 60 texts have no label: ", output);
        Assert.Matches(@"repeats: 2 texts are equal to others with other labels: line \d+ and line \d+\.", output);
        Assert.Matches(@"\n    \d+: action, rather action, comedy \(comedy is missing 0\.\d+\): number50 chase funny "
            + "film", output);
        // The copy is read as the sentence says, or as the file was.
        Assert.Equal(sign is not null && name != "a.csv", output.Contains("to be read with --label-separator \";\""));
        string[] again = sign is null ? reading : ["--label-separator", sign];
        var mended = Answer.To(["check", _folder["b.csv"], "--skip", "doubted-labels", .. again]).Succeeded().Output;
        Assert.Contains("Rows: 238. Labels: 2 (action 119, comedy 118). Texts without any: 60.", mended);
        Assert.DoesNotContain("repeats:", mended);
        var json = JsonDocument.Parse(Answer.To(["check", path, "--json", .. reading]).Succeeded().Output).RootElement;
        Assert.Equal(60, json.GetProperty("without_labels").GetInt32());
        Assert.Equal("action", json.GetProperty("labels")[0].GetProperty("label").GetString());
        var doubted = json.GetProperty("findings").EnumerateArray().Single(finding =>
            finding.GetProperty("check").GetString() == "doubted labels").GetProperty("rows").EnumerateArray()
            .Single(row => row.GetProperty("missing").EnumerateArray().Any(doubt =>
                doubt.GetProperty("label").GetString() == "comedy"));
        Assert.Empty(doubted.GetProperty("too_much").EnumerateArray());
        Assert.Equal(["action", "comedy"], doubted.GetProperty("suggested").EnumerateArray()
            .Select(label => label.GetString()));
    }

    [Fact]
    public void One_class_and_several_labels_are_not_asked_for_at_once() => Answer.To("check",
        _folder.Write("a.csv", Faulty), "--task", "class", "--label-separator", ";").Failed(2, "--task class");

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
