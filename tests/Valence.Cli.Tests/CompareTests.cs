using System.Text.Json;
using Valence.Formats;
using Valence.Models;

namespace Valence.Cli.Tests;

public sealed class CompareTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Saved(string name, ulong seed)
    {
        Network.Lstm(seed).Save(_folder[name]);
        return _folder[name];
    }

    private string Ids(int rows = 9)
    {
        NpyWriter.Save(_folder["x.npy"], Network.Ids(rows));
        return _folder["x.npy"];
    }

    private static JsonElement Json(Answer answer) => JsonDocument.Parse(Assert.Single(answer.Lines)).RootElement;

    [Fact]
    public void A_model_does_not_differ_from_itself_in_another_form()
    {
        var answer = Answer.To("compare", Saved("a.keras", 1), Saved("b.h5", 1), "--data", Ids(), "--tolerance", "0")
            .Succeeded();
        Assert.Equal("Rows: 9", answer.Lines[0]);
        Assert.StartsWith("Largest difference: 0 at row 0, output 0 (", answer.Lines[1]);
        Assert.Equal("Other labels: none", answer.Lines[3]);
    }

    [Fact]
    public void The_largest_difference_is_found_where_it_is()
    {
        var (a, b) = (Network.Lstm(1).Predict(Network.Ids(9)).Floats.ToArray(),
            Network.Lstm(2).Predict(Network.Ids(9)).Floats.ToArray());
        var differences = a.Zip(b, (x, y) => Math.Abs((double)x - y)).ToArray();
        var json = Json(Answer.To("compare", Saved("a.keras", 1), Saved("b.keras", 2), "--data", Ids(), "--json")
            .Succeeded());
        Assert.Equal(differences.Max(), json.GetProperty("max").GetDouble());
        Assert.Equal(Array.IndexOf(differences, differences.Max()), json.GetProperty("row").GetInt32());
        Assert.Equal(differences.Average(), json.GetProperty("mean").GetDouble(), 1e-12);
        Assert.Equal(a.Zip(b).Count(pair => pair.First > 0.5f != pair.Second > 0.5f), json.GetProperty("other_labels")
            .GetInt32());
    }

    [Fact]
    public void A_difference_beyond_the_tolerance_is_exit_code_1()
    {
        var (a, b) = (Saved("a.keras", 1), Saved("b.keras", 2));
        var answer = Answer.To("compare", a, b, "--data", Ids(), "--tolerance", "1e-6");
        answer.Failed(1, "beyond the tolerance");
        Assert.Contains("Largest difference", answer.Output);
        Answer.To("compare", a, b, "--data", Ids(), "--tolerance", "1").Succeeded();
        Answer.To("compare", a, b, "--data", Ids()).Succeeded();
        Answer.To("compare", a, b, "--data", Ids(), "--tolerance", "-1").Failed(2, "--tolerance", "from 0 to");
    }

    [Fact]
    public void Arrays_may_be_in_an_archive()
    {
        NpyWriter.SaveAll(_folder["x.npz"], [new("ids", Network.Ids(4))]);
        Assert.Equal("Rows: 4",
            Answer.To("compare", Saved("a.keras", 1), Saved("b.keras", 1), "--data", _folder["x.npz"])
                .Succeeded().Lines[0]);
    }

    [Fact]
    public void Classifiers_are_compared_on_texts_with_rows_as_their_file_counts_them()
    {
        var model = Trained.Model(_folder);
        var reviews = _folder.Reviews(8);
        Answer.To("train", _folder.Reviews(40, "more.csv"), "--model", _folder["other.valence"], "--recipe",
            "fasttext", "--epochs", "1")
            .Succeeded();
        var json = Json(Answer.To("compare", model, _folder["other.valence"], "--data", reviews, "--json").Succeeded());
        Assert.Equal(8, json.GetProperty("rows").GetInt32());
        Assert.InRange(json.GetProperty("row").GetInt32(), 2, 9);
        Assert.Equal("positive", json.GetProperty("output_name").GetString());
        Assert.True(json.GetProperty("max").GetDouble() > 0);
        Assert.Equal("Other labels: none",
            Answer.To("compare", model, model, "--data", _folder.Write("t.txt", "a great film\nzebra\n"))
                .Succeeded().Lines[3]);
    }

    [Fact]
    public void A_network_is_compared_with_its_classifier_on_texts()
    {
        var model = Trained.Model(_folder);
        Answer.To("convert", model, _folder["n.keras"]).Succeeded();
        Answer.To("compare", _folder["n.keras"], model, "--data", _folder.Reviews(8), "--tolerance", "0").Succeeded();
        Answer.To("compare", model, Saved("a.keras", 1), "--data", _folder.Reviews(8))
            .Failed(2, "a.keras", "does not fit the classifier");
    }

    [Fact]
    public void Classes_of_other_names_are_told_and_another_number_is_refused()
    {
        Answer.To("train", _folder.Write("b.csv", Folder.Csv(40, "bad", "good")), "--model", _folder["b.valence"],
            "--recipe", "fasttext", "--epochs", "1").Succeeded();
        Answer.To("train", _folder.Write("c.csv", Folder.Csv(60, "bad", "good", "so so")), "--model",
            _folder["c.valence"], "--recipe", "fasttext", "--epochs", "1").Succeeded();
        Assert.Contains("The classes differ: negative, positive and bad, good",
            Answer.To("compare", Trained.Model(_folder), _folder["b.valence"], "--data", _folder.Reviews(8))
                .Succeeded().Output);
        Answer.To("compare", Trained.Model(_folder), _folder["c.valence"], "--data", _folder.Reviews(8))
            .Failed(2, "2 classes", "3");
    }

    [Fact]
    public void Data_that_the_models_cannot_take_is_wrong_input()
    {
        var (a, b) = (Saved("a.keras", 1), Saved("b.keras", 2));
        Answer.To("compare", a, b, "--data", _folder.Reviews(8)).Failed(2, ".npy", ".valence");
        Answer.To("compare", a, b, "--data", _folder["none.npy"]).Failed(2, "none.npy", "no such file");
        NpyWriter.Save(_folder["short.npy"], Tensor.From([1, 2, 3], [1, 3]));
        Answer.To("compare", a, b, "--data", _folder["short.npy"]).Failed(2, "short.npy", "[1, 3]");
        NpyWriter.Save(_folder["large.npy"], Tensor.From([1, 2, 3, 4, 5, 600], [1, 6]));
        Answer.To("compare", a, b, "--data", _folder["large.npy"]).Failed(2, "600");
        NpyWriter.SaveAll(_folder["two.npz"], [new("a", Network.Ids(3)), new("b", Network.Ids(3))]);
        Answer.To("compare", a, b, "--data", _folder["two.npz"]).Failed(2, "two.npz", "1 inputs", "2");
        var bytes = File.ReadAllBytes(Ids());
        Answer.To("compare", a, b, "--data", _folder.Write("cut.npy", bytes[..^3])).Failed(2, "cut.npy");
        Answer.To("compare", a, b).Failed(2, "--data");
    }

    [Fact]
    public void Models_that_are_none_are_wrong_input()
    {
        Network.Lstm().SaveWeights(_folder["w.weights.h5"]);
        Answer.To("compare", Saved("a.keras", 1), _folder["w.weights.h5"], "--data", Ids())
            .Failed(2, "w.weights.h5", "whole model");
        Answer.To("compare", Saved("a.keras", 1), _folder["none"], "--data", Ids()).Failed(2, "no such file");
        Answer.To("compare", _folder.Reviews(), Saved("a.keras", 1), "--data", Ids()).Failed(2, "reviews.csv");
    }

    [Fact]
    public void Rows_of_no_number_differ_from_numbers_and_not_from_each_other()
    {
        var a = Tensor.From([0.25f, float.NaN, 1f, float.NegativeInfinity], [2, 2]);
        var same = PredictionDifference.Of(a, a.Copy());
        Assert.Equal((0, 0), (same.Max, same.Mean));
        var other = PredictionDifference.Of(a, Tensor.From([0.25f, 0.5f, 1f, float.NegativeInfinity], [2, 2]));
        Assert.Equal((double.PositiveInfinity, 0, 1), (other.Max, other.Row, other.Output));
        Assert.Equal([0], other.OtherAnswers);
        Assert.Equal(-1, PredictionDifference.Of(new Tensor([0, 2]), new Tensor([0, 2])).Row);
        Assert.Throws<ArgumentException>(() => PredictionDifference.Of(a, new Tensor([4, 1])));
    }

    [Fact]
    public void A_change_that_was_planted_is_told_by_its_word_and_one_by_chance_is_not()
    {
        // The second learned that one word means the other label.
        static string Rows(bool turned) => "text,label\n" + string.Concat(Enumerable.Range(0, 400).Select(i =>
            $"the {(i % 4 == 0 ? "gizmo" : i % 2 == 0 ? "lovely" : "awful")} thing number{i},"
            + $"{((i % 4 == 0 ? !turned : i % 2 == 0) ? "good" : "bad")}\n"));
        var (first, second) = (_folder.Write("a.csv", Rows(turned: false)), _folder.Write("b.csv", Rows(turned: true)));
        foreach (var (file, model) in (ReadOnlySpan<(string, string)>)[(first, "a.valence"), (second, "b.valence")])
            Answer.To("train", file, "--model", _folder[model], "--recipe", "linear").Succeeded();

        var output = Answer.To("compare", _folder["a.valence"], _folder["b.valence"], "--data", first).Succeeded()
            .Output;
        Assert.Contains("From A to B: good → bad 100", output);
        Assert.Contains("oftener than by chance: 'gizmo' (in 100 of 100 texts with it)", output);
        Assert.Contains("Of 400 rows with a label A has 400 right, B 300: -.250", output);
        Assert.Contains("which is more than chance.", output);
        var json = Json(Answer.To("compare", _folder["a.valence"], _folder["b.valence"], "--data", first, "--json")
            .Succeeded());
        Assert.Equal(100, json.GetProperty("changed").GetArrayLength());
        Assert.Equal("gizmo", json.GetProperty("words")[0].GetProperty("word").GetString());

        var same = Answer.To("compare", _folder["a.valence"], _folder["a.valence"], "--data", first).Succeeded().Output;
        Assert.Contains("Other labels: none", same);
        Assert.DoesNotContain("From A", same);
        Assert.DoesNotContain("Words", same);
        Assert.DoesNotContain("McNemar", same);
    }
}
