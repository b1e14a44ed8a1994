using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsvHelper;

namespace Valence.Cli.Tests;

/// <summary>Answers as tables, as the most probable labels, and as they come.</summary>
public sealed class PredictOutputTests : IDisposable
{
    private const string Signs = "=+-@\t\r\n,;\"' abcé☃7";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Answer Predict(params string[] more) => Answer.To(["predict", Trained.Model(_folder), .. more]);

    private static List<string[]> Parsed(string csv)
    {
        using var reader = CsvReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(csv)), new CsvReaderOptions
        {
            HasHeader = false,
            Separator = ',',
            DetectSeparatorHint = false,
            Mode = CsvMode.Rfc4180,
            SkipEmptyLines = false,
        }, leaveOpen: false);
        var rows = new List<string[]>();
        while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        return rows;
    }

    private static string Defused(string cell) =>
        cell.Length > 0 && "=+-@\t\r\n".Contains(cell[0]) ? "'" + cell : cell;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_tables_come_back_with_their_answers(int seed)
    {
        var random = new Random(seed);
        var (columns, rows) = (1 + random.Next(5), 1 + random.Next(300));
        var text = random.Next(columns);
        string[] header = [.. Enumerable.Range(0, columns).Select(i => i == text ? "text" : $"c{i}")];
        if (columns > 2) header[(text + 1) % columns] = "probability";
        string[][] table = [.. Enumerable.Range(0, rows).Select(_ => header.Select((_, i) =>
            string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Signs[random.Next(Signs.Length)]))
                + (i == text ? " great film" : "")).ToArray())];
        var file = _folder.Write("a.csv", string.Concat(table.Prepend(header).Select(row => string.Join(',',
            row.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n")));
        var answer = Predict("--file", file, "--output", "csv").Succeeded();
        var parsed = Parsed(answer.Output);
        Assert.Equal(["row", .. header, "label", header.Contains("probability") ? "predicted_probability"
            : "probability"], parsed[0]);
        var json = Predict("--file", file, "--json").Succeeded().Lines.Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(rows, json.Length);
        Assert.Equal(rows + 1, parsed.Count);
        for (var i = 0; i < rows; i++)
        {
            Assert.Equal([$"{i + 1}", .. table[i].Select(Defused), (string)json[i]["label"]!], parsed[i + 1][..^1]);
            Assert.Equal((float)json[i]["probability"]!, float.Parse(parsed[i + 1][^1], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Json_and_headerless_files_and_texts_without_columns_are_tables_too()
    {
        var json = _folder.Write("a.json", "[{\"id\":7,\"text\":\"a great film\"},"
            + "{\"text\":\"zebra\",\"tags\":[\"=x\"],\"id\":null}]");
        Assert.Equal(["row,id,text,tags,label,probability", "1,7,a great film,,positive,",
            "2,,zebra,\"[\"\"=x\"\"]\",,"], Rows("--file", json));
        var bare = _folder.Write("b.csv", "x,a great film\n");
        Assert.Equal(["row,1,2,label,probability", "1,x,a great film,positive,"],
            Rows("--file", bare, "--no-header", "--text-column", "2"));
        Assert.Equal(["row,text,label,probability", "1,=a great film,positive,", "2,zebra,,"],
            Rows("=a great film", "zebra").Select(row => row.Replace("'=", "=")));
        Assert.Contains("1,'=a great film,", Predict("=a great film", "--output", "csv").Succeeded().Output);
        Assert.Equal(["row,text,label,probability", "1,a great film,positive,"],
            Rows("--file", _folder.Write("c.txt", "a great film\n")));
        Assert.Equal(["row_of_row,row,text,label,probability", "1,9,a great film,positive,"],
            Rows("--file", _folder.Write("d.csv", "row,text\n9,a great film\n")));

        // Without the digits of probabilities.
        IEnumerable<string> Rows(params string[] args) => Predict([.. args, "--output", "csv"]).Succeeded().Lines
            .Select((line, i) => i == 0 || line.EndsWith(',') ? line : line[..(line.LastIndexOf(',') + 1)]);
    }

    [Fact]
    public void The_most_probable_labels_are_printed_as_text_json_and_columns()
    {
        var three = _folder.Write("three.csv", Folder.Csv(60, "bad", "good", "so so"));
        Answer.To("train", three, "--model", _folder["m"], "--recipe", "linear").Succeeded();
        string[] ask = ["predict", _folder["m"], "the film was average middling"];
        Assert.Matches(@"^so so 0\.\d{4}, (bad|good) 0\.\d{4}  the film", Answer.To([.. ask, "--top", "2"]).Succeeded()
            .Output);
        var json = JsonNode.Parse(Answer.To([.. ask, "--top", "9", "--json"]).Succeeded().Output)!;
        Assert.Null(json["probabilities"]);
        Assert.Equal(3, json["top"]!.AsArray().Count);
        Assert.Equal("so so", (string)json["top"]![0]!["label"]!);
        Assert.Equal((float)json["probability"]!, (float)json["top"]![0]!["probability"]!);
        Assert.Equal(1, json["top"]!.AsArray().Sum(entry => (double)entry!["probability"]!), 1e-5);
        Assert.Equal("row,text,label_1,probability_1,label_2,probability_2", Answer.To([.. ask, "--top", "2",
            "--output", "csv"]).Succeeded().Lines[0]);
        Assert.Equal(json.ToJsonString(), JsonNode.Parse(Answer.To([.. ask, "--top", "9", "--output", "json"])
            .Succeeded().Output)!.ToJsonString());
        Answer.To([.. ask, "--top", "0"]).Failed(2, "--top: expected a whole number from 1");
        Answer.To([.. ask, "--output", "xml"]).Failed(2, "--output", "text, csv, json");
        Answer.To([.. ask, "--output", "csv", "--json"]).Failed(2, "--json and --output csv");
        Answer.To([.. ask, "--output", "csv", "--explain"]).Failed(2, "--explain", "--output json");
        Assert.StartsWith("(nothing to read)", Answer.To("predict", _folder["m"], "zebra", "--top", "2").Succeeded()
            .Output);
    }

    [Fact]
    public void Several_labels_and_numbers_have_columns_of_their_own()
    {
        var several = _folder.Write("a.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"word{i % 3},{(i % 3 == 2 ? "a;b" : i % 3 == 1 ? "b" : "")}\n")));
        Answer.To("train", several, "--model", _folder["s"], "--recipe", "linear", "--label-separator", ";")
            .Succeeded();
        var rows = Parsed(Answer.To("predict", _folder["s"], "word2", "word0", "--output", "csv").Succeeded().Output);
        Assert.Equal(["row", "text", "labels", "probabilities"], rows[0]);
        Assert.Equal(2, rows[1][2].Split(';').Length);
        Assert.Equal(2, rows[1][3].Split(';').Length);
        Assert.Equal(["2", "word0", "", ""], rows[2]);
        Assert.Equal(["row", "text", "label_1", "probability_1"], Parsed(Answer.To("predict", _folder["s"], "word2",
            "--output", "csv", "--top", "1").Succeeded().Output)[0]);
        var numbers = _folder.Write("b.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"word{i % 5},{i % 5 - 2}\n")));
        Answer.To("train", numbers, "--model", _folder["n"], "--recipe", "linear", "--task", "number").Succeeded();
        rows = Parsed(Answer.To("predict", _folder["n"], "word0", "--output", "csv").Succeeded().Output);
        Assert.Equal(["row", "text", "value"], rows[0]);
        Assert.InRange(float.Parse(rows[1][2], CultureInfo.InvariantCulture), -2.5f, -1f);
        Answer.To("predict", _folder["n"], "word0", "--top", "2").Failed(2, "--top", "a number", "Leave --top out");
    }

    [Theory]
    [InlineData("-")]
    [InlineData("-", "--json")]
    [InlineData("-", "--output", "csv")]
    [InlineData]
    public void Each_line_is_answered_when_it_comes(params string[] args)
    {
        using var input = new AnsweredInput("", "a", "a great film", "an awful film", "zebra", "a film");
        using var output = new AnsweredInput.Output(input);
        using var error = new StringWriter();
        var code = CommandLine.Run(["predict", Trained.Model(_folder), .. args], input, output, error,
            TestContext.Current.CancellationToken);
        new Answer(code, output.ToString(), error.ToString()).Succeeded();
        Assert.Equal(6, output.ToString().TrimEnd().Split('\n').Count(line => !line.StartsWith("row,")));
    }

    [Fact]
    public void What_is_piped_is_read_where_nothing_else_is_given()
    {
        var lines = Answer.ToInput("a great film\nan awful film\n", "predict", Trained.Model(_folder)).Succeeded();
        Assert.Equal(2, lines.Lines.Length);
        Assert.StartsWith("positive", lines.Output);
        Assert.Empty(lines.Error);
        Assert.Single(Answer.ToInput("a great film\n", "predict").Succeeded().Lines);
        Predict().Failed(2, "Expected texts to judge, received none. Give TEXT, --file FILE or '-'.");
        Answer.ToInput("x\n", "predict", Trained.Model(_folder), "--text-column", "2").Failed(2, "--text-column");
        // Many lines at once are no trouble.
        var many = string.Concat(Enumerable.Range(0, 2000).Select(i => $"a great film {i}\n"));
        Assert.Equal(2000, Answer.ToInput(many, "predict", Trained.Model(_folder)).Succeeded().Lines.Length);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("fasttext")]
    public void What_words_bring_adds_up_where_it_is_printed(string recipe)
    {
        string[] words = ["great", "fine", "day", "long", "house", "poor", "rude"];
        var texts = _folder.Write("words.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 140).Select(i =>
            $"{words[i % 7]} {words[i / 7 % 7]} {words[i / 3 % 7]},{(i % 7 < 3 ? "good" : "bad")}\n")));
        Answer.To("train", texts, "--model", _folder["m"], "--recipe", recipe).Succeeded();
        string[] ask = ["predict", _folder["m"], string.Join(' ', words), "--explain"];
        var line = Answer.To(ask).Succeeded().Lines[1];
        double[] parts = [.. Regex.Matches(line, @"[+-]?\d+\.\d\d").Select(number =>
            double.Parse(number.Value, CultureInfo.InvariantCulture))];
        Assert.Contains("; without words: ", line);
        Assert.Equal(parts[..^1].Sum(), parts[^1], 0.006 * parts.Length);
        var json = JsonNode.Parse(Answer.To([.. ask, "--json"]).Succeeded().Output)!["explanation"]!;
        Assert.InRange(Math.Abs((double)json["left"]!), 0, 1e-6);
        Assert.Equal((double)json["score"]!, (double)json["base"]! + json["words"]!.AsArray().Sum(word =>
            (double)word!["contribution"]!) + (double)json["left"]!, 1e-9);
    }

    [Fact]
    public void Of_long_texts_the_part_that_was_read_is_told()
    {
        var texts = _folder.Write("long.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"a {(i % 2 == 0 ? "great" : "poor")} film,{(i % 2 == 0 ? "good" : "bad")}\n")));
        Answer.To("train", texts, "--model", _folder["m"], "--recipe", "fasttext", "--epochs", "1").Succeeded();
        var file = _folder.Write("ask.jsonl", string.Concat(((int[])[64, 65, 5000, 50_000, 4_000_000])
            .Select(words => $"{{\"text\": \"{string.Concat(Enumerable.Repeat("film ", words))}\"}}\n")));
        var lines = Answer.To("predict", _folder["m"], "--file", file).Succeeded().Lines;
        Assert.All(lines[..3], line => Assert.DoesNotContain("read", line));
        Assert.EndsWith("  (24.6 % of it read)", lines[3]);
        Assert.EndsWith("  (0.3 % of it read)", lines[4]);
        var json = Answer.To("predict", _folder["m"], "--file", file, "--json").Succeeded().Lines
            .Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal([1, 2, 104, 256, 256], json.Select(line => (int)line["windows"]!));
        Assert.Equal([1, 1, 1, 12304 / 50_000.0, 12304 / 4_000_000.0],
            json.Select(line => (double)line["share_read"]!));
    }

    [Fact]
    public void Texts_of_which_the_model_is_unsure_or_that_are_unlike_the_training_are_told()
    {
        string[] words = ["lovely", "kind", "fine", "so", "well", "awful", "rude", "cold"];
        var texts = _folder.Write("unsure.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 1200).Select(i =>
            $"{words[i % 8]} number {i % 9},{(i % 8 < 3 || i % 8 is 3 or 4 && i / 8 % 2 == 0 ? "good" : "bad")}\n")));
        Answer.To("train", texts, "--model", _folder["m"], "--recipe", "linear").Succeeded();
        string[] ask = ["predict", _folder["m"], "so number 3", "lovely number 4"];
        Assert.DoesNotContain("un", Answer.To(ask).Succeeded().Output.Replace("number", "", StringComparison.Ordinal));

        var lines = Answer.To([.. ask, "--highest-risk", "0.02"]).Succeeded().Lines;
        Assert.Matches("^unsure \\((good|bad) 0\\.\\d\\d\\) +so number 3$", lines[0]);
        Assert.StartsWith("good", lines[1]);
        lines = Answer.To([.. ask, "--highest-risk", "0.02", "--top", "2"]).Succeeded().Lines;
        Assert.Matches("^unsure: (good|bad) 0\\.\\d{4}, (good|bad) 0\\.\\d{4}  so number 3$", lines[0]);
        Assert.StartsWith("good", lines[1]);
        var json = JsonNode.Parse(Answer.To([.. ask, "--highest-risk", "0.02", "--json"]).Succeeded().Lines[0])!;
        Assert.Null(json["label"]);
        Assert.True((bool)json["abstained"]!);
        Assert.Equal(2, json["probabilities"]!.AsObject().Count);
        Assert.False((bool)json["unlike_training"]!);
        Assert.Equal(["1", "so number 3", ""], Parsed(Answer.To([.. ask, "--highest-risk", "0.02", "--output", "csv"])
            .Succeeded().Output)[1][..3]);

        var evaluated = Answer.To("evaluate", _folder["m"], texts, "--highest-risk", "0.02").Succeeded();
        Assert.Matches("(?m)^Answered: \\d+ of 1200 \\(\\d+\\.\\d %\\), of which \\d+ are wrong ", evaluated.Output);
        json = JsonNode.Parse(Answer.To("evaluate", _folder["m"], texts, "--highest-risk", "0.02", "--json").Succeeded()
            .Lines[0])!;
        Assert.InRange((double)json["answered"]!["risk"]!, (double)json["answered"]!["low"]!, 0.05);
        Assert.DoesNotContain("Answered", Answer.To("evaluate", _folder["m"], texts).Succeeded().Output);

        Assert.EndsWith("  (unlike the training)", Answer.To("predict", _folder["m"],
            "lovely x[3] << y; // Wir haben gewartet").Succeeded().Lines[0]);
        Answer.To([.. ask, "--highest-risk", "2"]).Failed(2, "--highest-risk", "a number from 0 to 1");
        Answer.To([.. ask, "--highest-risk", "0.02", "--threshold", "0.4"]).Failed(2, "--highest-risk", "threshold");
        Predict("a great film", "--highest-risk", "0.1").Failed(2, "fewer than 50 held-out texts");
    }
}
