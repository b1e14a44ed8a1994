using System.Diagnostics;
using System.Globalization;
using Valence.Classification;
using Valence.Text;
using Valence.Training;

namespace Valence.Bench.Accuracy;

/// <summary>Classifiers of few labels on the vectors of an encoder that stays as it is. The vectors of a test part are
/// computed once, and each classifier's last layer answers to them; some texts prove that it answers so by
/// itself.</summary>
internal sealed class Embedded
{
    private const int Draws = 10, Proved = 40;

    private static readonly string[] News = ["World", "Sports", "Business", "Sci/Tech"];

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> Descriptions = new()
    {
        ["ag"] = new Dictionary<string, string>
        {
            ["World"] = "international politics, war, governments and elections around the world",
            ["Sports"] = "sports, games, teams, players and championships",
            ["Business"] = "companies, stocks, oil prices, markets and the economy",
            ["Sci/Tech"] = "science, space, software, computers, the internet and technology",
        },
        ["emotion"] = new Dictionary<string, string>
        {
            ["sadness"] = "i feel sad, lonely, hurt or depressed",
            ["joy"] = "i feel happy, glad, excited or content",
            ["love"] = "i feel loving, tender, caring or passionate",
            ["anger"] = "i feel angry, annoyed, bitter or irritated",
            ["fear"] = "i feel afraid, nervous, anxious or scared",
            ["surprise"] = "i feel surprised, amazed, curious or stunned",
        },
    };

    private readonly string _name, _folder;
    private readonly LabelledText[] _train, _test;
    private readonly IReadOnlyDictionary<string, string>? _descriptions;
    private readonly Tensor _vectors;

    public Embedded(string name, LabelledText[] train, LabelledText[] test, string folder, bool described)
    {
        (_name, _folder, _train, _test) = (name, folder, Named(name, train), Named(name, test));
        _descriptions = described ? Descriptions[name] : null;
        var clock = Stopwatch.StartNew();
        _vectors = TextEmbedder.Open(folder).Embed([.. test.Select(row => row.Text)]);
        Say($"{name}: the vectors of {test.Length} test rows in {clock.Elapsed.TotalSeconds:F1} s");
    }

    /// <summary>So many labels of each class; none for names and descriptions alone.</summary>
    public void Few(int count)
    {
        var what = _descriptions is null ? "names of labels" : "descriptions of labels";
        if (count == 0)
        {
            var descriptions = _descriptions ?? _train.Select(row => row.Label!).Distinct().ToDictionary(name => name,
                name => name.Replace('_', ' '));
            Say($"{_name}: no labels, {what}: accuracy {Accuracy(TextClassifier.ZeroShot(_folder, descriptions)):F4}");
            return;
        }
        var (accuracies, seconds) = (new List<double>(), new List<double>());
        for (ulong draw = 0; draw < Draws; draw++)
        {
            var drawn = Sets.Few(_train, count, draw);
            var clock = Stopwatch.StartNew();
            var classifier = TextClassifier.Train(drawn, new()
            {
                Recipe = Recipes.Embeddings(_folder, _descriptions),
                Seed = draw,
                Verbose = Verbosity.Silent,
            });
            seconds.Add(clock.Elapsed.TotalSeconds);
            accuracies.Add(Accuracy(classifier));
            Say($"  {draw}: {accuracies[^1]:F4} in {seconds[^1]:F1} s");
        }
        var mean = accuracies.Average();
        var deviation = Math.Sqrt(accuracies.Sum(x => (x - mean) * (x - mean)) / (accuracies.Count - 1));
        Say($"{_name}: {count} labels a class, {what}, {Draws} draws: accuracy {mean:F4}");
        Say($"  standard deviation {deviation:F4}, trained in {seconds.Average():F1} s (longest {seconds.Max():F1})");
    }

    private double Accuracy(TextClassifier classifier)
    {
        var last = classifier.Model.Layers[^1].GetWeights();
        var (kernel, bias) = (last[0].Floats.ToArray(), last[1].Floats.ToArray());
        var right = 0;
        var answers = classifier.Predict([.. _test.Take(Proved).Select(row => row.Text)]);
        for (var row = 0; row < _test.Length; row++)
        {
            var scores = Array.ConvertAll(bias, number => (double)number);
            var vector = _vectors.Floats.Slice(row * _vectors.Shape[1], _vectors.Shape[1]);
            for (var i = 0; i < kernel.Length; i++) scores[i % bias.Length] += vector[i / bias.Length] * kernel[i];
            var label = classifier.Labels.Names[bias.Length == 1 ? scores[0] > 0 ? 1 : 0
                : Array.IndexOf(scores, scores.Max())];
            if (row < Proved && label != answers[row].Label)
                throw new InvalidOperationException($"{_test[row].Text}: '{answers[row].Label}', and '{label}' here.");
            if (label == _test[row].Label) right++;
        }
        return (double)right / _test.Length;
    }

    private static LabelledText[] Named(string set, LabelledText[] rows) => set != "ag" ? rows
        : [.. rows.Select(row => row with { Label = News[row.Label![0] - '0'] })];

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
