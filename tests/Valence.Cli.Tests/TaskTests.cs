using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Valence.Cli.Tests;

/// <summary>Several labels and numbers, from the file of texts to the answer.</summary>
public sealed class TaskTests : IDisposable
{
    private static readonly string[] Labels = ["action", "comedy", "drama"];
    private static readonly string[] Words = ["chase", "funny", "tears"];

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_three_forms_of_labels_make_the_same_model()
    {
        var models = new[]
        {
            Train(Separated(200), "a", "--label-separator", ";"),
            Train(Columns(200), "b", "--label-columns", "action, comedy,drama"),
            Train(Json(200), "c", "--task", "labels"),
            Train(FastText(200), "d", "--task", "labels"),
        };
        var answers = models.Select(model => Answer.To("predict", model, "a funny chase", "a night", "tears",
            "--json").Succeeded().Output).ToArray();
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Contains("any of 3 labels", Answer.To("inspect", models[0]).Succeeded().Output);
        Assert.Contains("Thresholds: ", Answer.To("inspect", models[0]).Output);
        Assert.Contains("Any of the labels: action, comedy, drama",
            Answer.To("summary", models[0]).Succeeded().Output);
        Assert.Contains("max\":0", Answer.To("compare", models[0], models[1], "--data", Json(20), "--json").Succeeded()
            .Output);
    }

    [Fact]
    public void Evaluate_prints_what_the_answers_come_to()
    {
        var model = Train(Separated(200), "m", "--label-separator", ";");
        var rows = Rows(60, 5);
        var file = Separated(60, 5);
        var json = JsonNode.Parse(Answer.To("evaluate", model, file, "--label-separator", ";", "--json").Succeeded()
            .Output)!;
        HashSet<string>[] found = [.. Answer.To("predict", model, "--file", file, "--json").Succeeded().Lines
            .Select(line => JsonNode.Parse(line)!["labels"]!.AsArray().Select(label => (string)label!).ToHashSet())];
        var (both, all, exact, samples) = (0, 0, 0, 0.0);
        for (var i = 0; i < rows.Length; i++)
        {
            var n = found[i].Intersect(rows[i].Labels).Count();
            (both, all) = (both + n, all + found[i].Count + rows[i].Labels.Length);
            if (found[i].SetEquals(rows[i].Labels)) exact++;
            samples += n == 0 ? 0 : 2.0 * n / (found[i].Count + rows[i].Labels.Length);
        }
        Assert.Equal(2.0 * both / all, (double)json["micro_f1"]!, 1e-9);
        Assert.Equal((double)exact / rows.Length, (double)json["subset_accuracy"]!, 1e-9);
        Assert.Equal(samples / rows.Length, (double)json["samples_f1"]!, 1e-9);
        Assert.Equal(rows.Count(row => row.Labels.Contains("drama")), (int)json["labels"]![2]!["support"]!);
        var text = Answer.To("evaluate", model, file, "--label-separator", ";").Succeeded().Output;
        foreach (var word in (string[])["micro avg", "macro avg", "weighted avg", "samples avg", "subset accuracy",
            "Hamming loss", "Jaccard"]) Assert.Contains(word, text);
        var mixed = _folder.Write("mixed.csv", File.ReadAllText(Separated(200)).TrimEnd()
            + "\none more funny thing,comedy\ntears elsewhere,drama\n");
        var beside = JsonNode.Parse(Answer.To("evaluate", model, mixed, "--json").Succeeded().Output)!;
        Assert.Equal(200, (int)beside["trained_on"]!);
        Assert.Equal(JsonValueKind.Number, beside["unseen"]!["micro_f1"]!.GetValueKind());
        Assert.Contains("micro F1", Answer.To("evaluate", model, mixed).Succeeded().Output);
        Assert.Contains("trained with the texts of", Answer.To("evaluate", model, Separated(200), "--label-separator",
            ";").Succeeded().Output);
    }

    [Fact]
    public void Predict_prints_labels_with_probabilities_or_none_and_explains_each()
    {
        var model = Train(Json(300), "m", "--task", "labels");
        var answer = Answer.To("predict", model, "a funny chase", "a night", "zzz", "--explain").Succeeded();
        Assert.Matches("(action|comedy) [01]\\.\\d{4}, (action|comedy) [01]\\.\\d{4}  a funny chase", answer.Lines[0]);
        Assert.Contains(answer.Lines, line => line.StartsWith("    comedy: for it: funny (+"));
        Assert.Contains(answer.Lines, line => line.StartsWith("(no label)  a night"));
        Assert.Contains(answer.Lines, line => line.StartsWith("(nothing to read)  zzz"));
        var json = JsonNode.Parse(Answer.To("predict", model, "a funny chase", "--json", "--explain").Succeeded()
            .Output)!;
        Assert.Equal(["action", "comedy"], json["labels"]!.AsArray().Select(label => (string)label!).Order());
        Assert.Equal(Labels, json["probabilities"]!.AsObject().Select(field => field.Key));
        Assert.Equal(2, json["explanations"]!.AsArray().Count);
        Assert.Null(JsonNode.Parse(Answer.To("predict", model, "zzz", "--json").Succeeded().Output)!["labels"]);
    }

    [Fact]
    public void Numbers_are_learned_where_they_are_asked_for_and_hinted_at_else()
    {
        var file = Stars(300);
        var train = Answer.To("train", file, "--model", _folder["n"], "--task", "number", "--recipe", "linear")
            .Succeeded();
        Assert.Contains("Numbers: ", train.Output);
        Assert.Contains("a number", train.Output);
        Assert.Contains("Task: a number", Answer.To("inspect", _folder["n"]).Succeeded().Output);
        Assert.Contains("Answers with a number", Answer.To("summary", _folder["n"]).Succeeded().Output);
        var json = JsonNode.Parse(Answer.To("evaluate", _folder["n"], file, "--json").Succeeded().Output)!;
        double[] answers = [.. Answer.To("predict", _folder["n"], "--file", file, "--json").Succeeded().Lines
            .Select(line => (double)JsonNode.Parse(line)!["value"]!)];
        double[] truth = [.. File.ReadLines(file).Skip(1).Select(line =>
            double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        Assert.Equal(answers.Zip(truth, (a, t) => Math.Abs(a - t)).Average(), (double)json["mae"]!, 1e-5);
        Assert.Equal(Math.Sqrt(answers.Zip(truth, (a, t) => (a - t) * (a - t)).Average()), (double)json["rmse"]!, 1e-5);
        Assert.InRange((double)json["r2"]!, 0.5, 1);
        Assert.InRange((double)json["spearman"]!, 0.5, 1);
        Assert.Contains("for it: great (+", Answer.To("predict", _folder["n"], "great", "--explain").Succeeded()
            .Output);
        Assert.Contains("max\":0", Answer.To("compare", _folder["n"], _folder["n"], "--data", file, "--json")
            .Succeeded().Output);
        var asClasses = Answer.To("train", file, "--model", _folder["c"], "--recipe", "linear").Succeeded();
        Assert.Contains("give --task number", asClasses.Error);
        Answer.To("compare", _folder["n"], _folder["c"], "--data", file).Failed(2, "a number", "one class of");
    }

    [Fact]
    public void What_does_not_go_together_is_refused_in_a_sentence()
    {
        var model = Train(Separated(100), "m", "--label-separator", ";");
        Fails("--label-column", "train", Separated(20), "--label-columns", "a", "--label-column", "b");
        Fails("--task number", "train", Separated(20), "--label-separator", ";", "--task", "number");
        Fails("--threshold", "train", Stars(40), "--task", "number", "--threshold", "0.4");
        Fails("expected one of class, labels, number", "train", Stars(40), "--task", "stars");
        Fails("--label-separator", "train", Separated(20), "--task", "labels");
        Fails("--task labels", "train", Json(20));
        Fails("--task labels", "train", FastText(20));
        Fails("line 3", "train", _folder.Write("two.csv", "text,a,b\nx,1,0\ny,2,0\n"), "--label-columns", "a,b");
        Fails("has the label 'a;b'", "train", _folder.Write("n.csv", "text,label\nx,1\ny,a;b\n"), "--task", "number");
        Answer.To("evaluate", model, Separated(20), "--format", "csv")
            .Failed(2, "--label-separator", "--label-columns");
        var other = _folder.Write("other.csv", "text,labels\nx,comedy\ny,comedy;western\n");
        Answer.To("evaluate", model, other, "--label-separator", ";").Failed(2, "Line 3".ToLowerInvariant(),
            "'western'");

        void Fails(string words, string command, params string[] args) =>
            Answer.To([command, .. args, "--model", _folder["refused"], "--recipe", "linear"]).Failed(2, words);
    }

    private string Train(string file, string name, params string[] more)
    {
        Answer.To(["train", file, "--model", _folder[name], "--recipe", "linear", .. more]).Succeeded();
        return _folder[name];
    }

    private static (string Text, string[] Labels)[] Rows(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            int[] of = [.. Enumerable.Range(0, 3).Where(_ => random.Next(5) < 2)];
            return ($"a {(random.Next(2) == 0 ? "night" : "day")} {string.Join(' ', of.Select(k => Words[k]))}".Trim(),
                of.Select(k => Labels[k]).ToArray());
        })];
    }

    private string Separated(int count, int seed = 1) => Write($"s{count}-{seed}.csv", "text,labels",
        Rows(count, seed).Select(row => $"{row.Text},{string.Join("; ", row.Labels)}"));

    private string Columns(int count) => Write($"c{count}.csv", "text,action,comedy,drama", Rows(count, 1).Select(row =>
        $"{row.Text},{string.Join(',', Labels.Select(label => row.Labels.Contains(label) ? 1 : 0))}"));

    private string Json(int count) => Write($"j{count}.jsonl", null, Rows(count, 1).Select(row =>
        JsonSerializer.Serialize(new { text = row.Text, labels = row.Labels })));

    private string FastText(int count) => Write($"f{count}.txt", null, Rows(count, 1).Select(row =>
        string.Concat(row.Labels.Select(label => $"__label__{label} ")) + row.Text));

    private string Stars(int count)
    {
        var random = new Random(3);
        return Write($"n{count}.csv", "text,label", Enumerable.Range(0, count).Select(_ =>
        {
            var (good, bad) = (random.Next(2), random.Next(2));
            var number = 50 + 20 * good - 20 * bad + random.Next(100) / 10.0;
            return string.Create(CultureInfo.InvariantCulture,
                $"the{(good == 1 ? " great" : "")} day{(bad == 1 ? " awful" : "")},{number:F1}");
        }));
    }

    private string Write(string name, string? header, IEnumerable<string> lines)
    {
        var text = new StringBuilder(header is null ? "" : header + "\n");
        foreach (var line in lines) text.Append(line).Append('\n');
        return _folder.Write(name, text.ToString());
    }
}
