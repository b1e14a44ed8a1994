using System.Text.Json;
using Valence.Stress;

namespace Valence.Cli.Tests;

/// <summary>Trainings that try several recipes and settings.</summary>
public sealed class SearchTests(ITestOutputHelper output) : IDisposable
{
    private const string List = "recipe=fasttext length=8,16 rate=.01 epochs=2";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Train(params string[] more) =>
        Answer.To(["train", _folder.Reviews(120), "--model", _folder["m"], .. more]);

    [Fact]
    public void All_that_was_tried_is_one_table_and_the_file_and_the_page_have_it()
    {
        var answer = Train("--try", List, "--test-split", "0.2", "--report", _folder["page.md"], "--text-column",
            "text").Succeeded();
        var head = Array.FindIndex(answer.Lines, line => line.StartsWith("recipe ", StringComparison.Ordinal));
        Assert.Matches("^recipe +settings +right +loss +epochs +seconds +verdict$", answer.Lines[head]);
        Assert.All(answer.Lines[(head + 1)..(head + 3)], line => Assert.Matches(
            @"^fasttext  rate=0\.01 length=(8|16) epochs=2 +[01]\.\d{3} \(0\.\d{3} to [01]\.\d{3}\) +\d\.\d{3} +2 "
                + @"+\d+\.\d  \S",
            line));
        Assert.Single(answer.Lines[(head + 1)..(head + 3)], line => line.EndsWith(" kept", StringComparison.Ordinal));
        Assert.Contains(answer.Lines, line =>
            line.StartsWith("Kept: fasttext rate=0.01 length=", StringComparison.Ordinal)
            && line.Contains("The same again: --try \"recipe=fasttext length=")
            && line.Contains(" --text-column=text --test-split 0.2 --seed "));
        Assert.False(File.Exists(_folder["m.search"]));
        var page = File.ReadAllText(_folder["page.md"]);
        Assert.Contains("| fasttext | rate\\=0.01 length\\=8 epochs\\=2 | 2 |", page);
        Assert.Contains("| kept", page);
        Assert.Contains("--try \"recipe=fasttext length=", Answer.To("inspect", _folder["m"]).Succeeded().Output);
    }

    [Fact]
    public void Texts_without_labels_let_networks_begin_with_vectors()
    {
        var more = _folder.Write("more.txt", string.Concat(Enumerable.Range(0, 200).Select(i =>
            $"a lovely place number {i}\na dreadful room of {i}\n")));
        var trained = Train("--recipe", "fasttext", "--epochs", "1", "--unlabelled", more).Succeeded();
        Assert.Matches(@"Vectors of \d+ words, 50 numbers each, from 108 texts and 400 without labels in \d+ s\.",
            trained.Output);
        Assert.Contains($"--unlabelled {more}", Answer.To("inspect", _folder["m"]).Succeeded().Output);
        Train("--recipe", "linear", "--unlabelled", more).Failed(2, "--unlabelled", "--recipe linear has none");
        Train("--unlabelled", _folder["none.txt"]).Failed(2, "none.txt");
        Train("--try", "recipe=fasttext vectors=learned").Failed(2, "--try", "without labels");
        File.WriteAllBytes(_folder["latin.txt"], [.. "caf"u8, 0xE9, (byte)'\n']);
        Train("--unlabelled", _folder["latin.txt"]).Failed(2, "latin.txt", "--encoding");
        Train("--unlabelled", _folder.Write("blank.txt", "\n \n")).Failed(2, "--unlabelled", "holds no text");
        Train("--unlabelled", _folder[""]).Failed(2, "--unlabelled", "is a folder");
        Train("--try", "recipe=linear vectors=learned", "--unlabelled", more).Failed(2,
            "the recipe linear has no use for it. Leave");
        // Its columns are those of the texts with labels, but for the label.
        var texts = _folder.Write("remarks.csv", "note,remark,kind\n"
            + string.Concat(Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? $"{i},a fine place number {i},p\n"
                : $"{i},a bad place number {i},n\n")));
        var others = _folder.Write("others.csv", "note,remark\n" + string.Concat(Enumerable.Range(0, 90).Select(i =>
            $"unread{i},some place number {i}\n")));
        Assert.Contains("from 54 texts and 90 without labels", Answer.To("train", texts, "--text-column", "remark",
            "--label-column", "kind", "--recipe", "fasttext", "--epochs", "1", "--unlabelled", others, "--model",
            _folder["r"]).Succeeded().Output);
        Assert.Contains("The texts without labels were not used", Train("--unlabelled", more).Succeeded().Output);
    }

    [Fact]
    public void Json_has_an_object_for_each_trial_as_it_ends()
    {
        var answer = Train("--try", List, "--json").Succeeded();
        var trials = answer.Lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("trial", out _)).ToList();
        Assert.Equal(["fasttext rate=0.01 length=8 epochs=2", "fasttext rate=0.01 length=16 epochs=2"],
            trials.Select(trial => trial.GetProperty("trial").GetString()));
        Assert.All(trials, trial => Assert.True(trial.GetProperty("seconds").GetDouble() >= 0
            && trial.GetProperty("rows").GetInt32() == 120));
        var tried = JsonDocument.Parse(answer.Lines[^1]).RootElement.GetProperty("tried").EnumerateArray().ToList();
        Assert.Equal(3, tried.Count);
        Assert.Equal("rate=0.01 length=8 epochs=2", tried[1].GetProperty("choices").GetString());
        Assert.Single(tried, one => one.TryGetProperty("verdict", out var verdict) && verdict.GetString() == "kept");
    }

    [Theory]
    [InlineData("--try: There is no 'rat' to try (character 1). Did you mean 'rate'?", "--try", "rat=1")]
    [InlineData("--try: 'rate' (character 15): the recipe linear has no use for it", "--try", "recipe=linear rate=1")]
    [InlineData("--try: 'epochs' (character 1) is given besides", "--try", "epochs=1", "--epochs", "2")]
    [InlineData("--try: 'recipe' (character 1) is given besides", "--try", "recipe=cnn", "--recipe", "lstm")]
    [InlineData("--try: 'rate' is given by a setting of its own for all trials", "--try", "recipe=linear",
        "--learning-rate", "1")]
    [InlineData("--try has 1050 combinations, more than 1000", "--try", "epochs=1..10 batch=1..512 rate=1,2,3,4,5,6,7")]
    [InlineData("--try: recipe=bert needs the folder", "--try", "recipe=bert")]
    [InlineData("--encoder belongs to --recipe bert or embeddings", "--try", "recipe=cnn", "--encoder", "x")]
    [InlineData("--folds judges what a search tries", "--folds", "3")]
    [InlineData("--folds judges what a search tries", "--folds", "3", "--recipe", "cnn")]
    [InlineData("--folds: expected a whole number from 2 to 20, received 21", "--try", "epochs=1", "--folds", "21")]
    [InlineData("20 texts at least in each of 10 parts", "--try", "epochs=1", "--folds", "10")]
    [InlineData("--minutes bounds the networks", "--recipe", "cnn", "--minutes", "3")]
    [InlineData("--resume belongs to the training of one network", "--resume")]
    [InlineData("m.search", "--try", "epochs=1", "--resume")]
    [InlineData("--try says nothing for --task tag", "--task", "tag", "--try", "epochs=1")]
    [InlineData("--folds says nothing for --task tag", "--task", "tag", "--folds", "2")]
    public void What_can_not_be_tried_is_one_sentence(string words, params string[] args)
    {
        Train(args).Failed(2, words);
        Assert.Equal(["reviews.csv"], _folder.Names);
    }

    [Fact]
    public void A_search_that_is_interrupted_says_what_there_is_and_goes_on()
    {
        string[] train = ["train", _folder.Reviews(120), "--model", _folder["m"], "--try",
            "recipe=fasttext length=8,16,32 epochs=2"];
        using var source = new CancellationTokenSource();
        using var writer = new CancellingWriter("fasttext length=16", source);
        using var error = new StringWriter();
        Assert.Equal(130, CommandLine.Run(train, Stream.Null, writer, error, source.Token));
        Assert.Contains("was not written. --resume goes on with the others.", error.ToString());
        Assert.Equal(["m.search", "reviews.csv"], _folder.Names);
        Answer.To([.. train, "--resume", "--seed", "4"]).Failed(2, "m.search", "other seed");
        var resumed = Answer.To([.. train, "--resume", "--json"]).Succeeded();
        Assert.Equal(3, resumed.Lines.Count(line => line.Contains("\"trial\"")));
        Assert.Equal(["m", "reviews.csv"], _folder.Names);
        File.WriteAllText(_folder["m.search"], "mine");
        Answer.To(train).Failed(2, "m.search", "something else");
        Assert.Equal("mine", File.ReadAllText(_folder["m.search"]));
    }

    [Fact]
    public void A_killed_search_ends_as_an_unbroken_one()
    {
        var (report, isRight) = new Kills(seed: 1, output.WriteLine).Run(Victim.OfSearch, 10);
        Assert.True(isRight, report);
    }
}
