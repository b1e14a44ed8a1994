using System.Text.Json;

namespace Valence.Classification.Tests.Evaluation;

/// <summary>Sets of labels: scikit-learn's figures, and a second way to count.</summary>
public sealed class SeveralLabelsTests
{
    [Fact]
    public void Every_recorded_case_has_the_figures_of_scikit_learn()
    {
        var path = Recorded("several_labels.json");
        Assert.SkipWhen(path is null, "shared/tasks/several_labels.json is not beside the repository");
        using var file = JsonDocument.Parse(File.ReadAllBytes(path!));
        var (cases, empty, never) = (0, 0, 0);
        foreach (var recorded in file.RootElement.EnumerateArray())
        {
            cases++;
            var (truth, predicted) = (Matrix("true"), Matrix("predicted"));
            var width = recorded.GetProperty("true")[0].GetArrayLength();
            string[] names = [.. Enumerable.Range(0, width).Select(k => $"label {k}")];
            var report = SeveralLabelsReport.Of(names, truth, predicted);
            empty += truth.Chunk(width).Zip(predicted.Chunk(width)).Count(row => !row.First.Concat(row.Second).Any(x
                => x));
            never += report.Labels.Count(row => row.Support == 0);
            Is("subset_accuracy", report.SubsetAccuracy);
            Is("hamming_loss", report.HammingLoss);
            Is("micro_f1", report.MicroAverage.F1);
            Is("macro_f1", report.MacroAverage.F1);
            Is("samples_f1", report.SamplesAverage.F1);
            Is("weighted_f1", report.WeightedAverage.F1);
            Is("jaccard", report.Jaccard);
            foreach (var (k, f1) in recorded.GetProperty("per_label").EnumerateArray().Index())
                Assert.Equal(f1.GetDouble(), report.Labels[k].F1, 1e-12);

            bool[] Matrix(string name) => [.. recorded.GetProperty(name).EnumerateArray()
                .SelectMany(row => row.EnumerateArray().Select(cell => cell.GetInt32() == 1))];

            void Is(string name, double value) =>
                Assert.Equal(recorded.GetProperty(name).GetDouble(), value, 1e-12);
        }
        Assert.True(cases >= 3 && empty > 0 && never > 0, $"{cases} cases, {empty} empty rows, {never} labels");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_sets_have_the_figures_of_sets_counted_one_by_one(int seed)
    {
        var random = new Random(seed);
        for (var turn = 0; turn < 200; turn++)
        {
            var (rows, width) = (random.Next(1, 12), random.Next(1, 6));
            // Some labels never occur, some are never predicted.
            double[] there = [.. Enumerable.Range(0, width).Select(_ => random.Next(4) == 0 ? 0 : random.NextDouble())];
            double[] taken = [.. Enumerable.Range(0, width).Select(_ => random.Next(4) == 0 ? 0 : random.NextDouble())];
            HashSet<int>[] Draw(double[] shares) => [.. Enumerable.Range(0, rows).Select(_ =>
                Enumerable.Range(0, width).Where(k => random.NextDouble() < shares[k]).ToHashSet())];
            var (truth, predicted) = (Draw(there), Draw(taken));
            bool[] Flat(HashSet<int>[] sets) =>
                [.. sets.SelectMany(set => Enumerable.Range(0, width).Select(set.Contains))];
            string[] names = [.. Enumerable.Range(0, width).Select(k => $"{k}")];
            var report = SeveralLabelsReport.Of(names, Flat(truth), Flat(predicted));

            // From sets of (row, label), each figure by its definition.
            var pairsTrue = Pairs(truth);
            var pairsTaken = Pairs(predicted);
            var f1 = Enumerable.Range(0, width).Select(k => F1(pairsTrue.Where(pair => pair.Label == k),
                pairsTaken.Where(pair => pair.Label == k))).ToArray();
            var support = Enumerable.Range(0, width).Select(k => pairsTrue.Count(pair => pair.Label == k)).ToArray();
            for (var k = 0; k < width; k++)
            {
                Assert.Equal(f1[k], report.Labels[k].F1, 1e-12);
                Assert.Equal(support[k], report.Labels[k].Support);
            }
            Assert.Equal(F1(pairsTrue, pairsTaken), report.MicroAverage.F1, 1e-12);
            Assert.Equal(f1.Average(), report.MacroAverage.F1, 1e-12);
            Assert.Equal(support.Sum() == 0 ? 0 : f1.Zip(support, (score, n) => score * n).Sum() / support.Sum(),
                report.WeightedAverage.F1, 1e-12);
            Assert.Equal(Enumerable.Range(0, rows).Average(i => F1(pairsTrue.Where(pair => pair.Row == i),
                pairsTaken.Where(pair => pair.Row == i))), report.SamplesAverage.F1, 1e-12);
            Assert.Equal(Enumerable.Range(0, rows).Average(i => truth[i].SetEquals(predicted[i]) ? 1.0 : 0),
                report.SubsetAccuracy, 1e-12);
            Assert.Equal((double)pairsTrue.Except(pairsTaken).Union(pairsTaken.Except(pairsTrue)).Count()
                / (rows * width), report.HammingLoss, 1e-12);
            Assert.Equal(Enumerable.Range(0, rows).Average(i => truth[i].Union(predicted[i]).Any()
                ? (double)truth[i].Intersect(predicted[i]).Count() / truth[i].Union(predicted[i]).Count() : 0),
                report.Jaccard, 1e-12);
        }

        static List<(int Row, int Label)> Pairs(HashSet<int>[] sets) =>
            [.. sets.SelectMany((set, row) => set.Select(label => (row, label)))];

        // By precision and recall, where these are defined.
        static double F1(IEnumerable<(int, int)> truth, IEnumerable<(int, int)> predicted)
        {
            double both = truth.Intersect(predicted).Count(), t = truth.Count(), p = predicted.Count();
            if (both == 0) return 0;
            var (precision, recall) = (both / p, both / t);
            return 2 / (1 / precision + 1 / recall);
        }
    }

    [Fact]
    public void A_threshold_is_the_one_of_the_largest_f1()
    {
        var random = new Random(4);
        for (var turn = 0; turn < 100; turn++)
        {
            var rows = Enumerable.Range(0, 40).Select(_ =>
            {
                var isThere = random.Next(3) == 0;
                // Few different probabilities, so that some are equal.
                return (P: (random.Next(10) + (isThere ? 3 : 0)) / 13f, IsThere: isThere);
            }).ToArray();
            var there = rows.Count(row => row.IsThere);
            if (there == 0) continue;
            var threshold = SeveralLabels.BestThreshold([.. rows], there);
            double F1(float at) => 2.0 * rows.Count(row => row.IsThere && row.P > at)
                / (there + rows.Count(row => row.P > at));
            var best = rows.Select(row => row.P).Append(0).Append(-1).Max(p => F1(Math.Max(0, p)));
            Assert.Equal(rows.Select(row => row.P).Append(0).Select(F1).Max(), F1(threshold), 1e-12);
            Assert.True(best <= F1(threshold) + 1e-12);
        }
    }

    internal static string? Recorded(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "tasks", name) is var path
                && File.Exists(path)) return path;
        return null;
    }
}
