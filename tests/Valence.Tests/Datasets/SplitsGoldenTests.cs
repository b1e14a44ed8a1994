using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Valence.Datasets;
using Valence.Tests.Golden;

namespace Valence.Tests.Datasets;

public sealed class SplitsGoldenTests
{
    [Fact]
    public void Train_and_test_rows_are_those_of_scikit_learn()
    {
        var cases = Cases("train_test_split");
        foreach (var split in cases)
        {
            var n = split.GetProperty("n").GetInt32();
            var labels = split.GetProperty("stratified").GetBoolean() ? Labels(n, split) : null;
            var (train, test) = Splits.TrainTestSplit(
                n, split.GetProperty("test_size").GetDouble(), split.GetProperty("seed").GetInt64(), labels);
            Assert.Equal(split.GetProperty("n_test").GetInt32(), test.Length);
            Assert.Equal(n - test.Length, train.Length);
            Assert.Equal(Ints(split.GetProperty("train")), train.Take(40));
            Assert.Equal(Ints(split.GetProperty("test")), test.Take(40));
            Assert.Equal(split.GetProperty("train_sha256").GetString(), Hash(train));
            Assert.Equal(split.GetProperty("test_sha256").GetString(), Hash(test));
        }
        Assert.NotEmpty(cases);
    }

    [Fact]
    public void Stratified_folds_are_those_of_scikit_learn()
    {
        var cases = Cases("stratified_kfold");
        foreach (var split in cases)
        {
            var n = split.GetProperty("n").GetInt32();
            var expected = split.GetProperty("folds").EnumerateArray().Select(Ints).ToArray();
            var folds = Splits.StratifiedKFold(Labels(n, split), expected.Length, shuffle: true,
                split.GetProperty("seed").GetInt64());
            Assert.Equal(expected, folds.Select(fold => fold.Test));
            Assert.All(folds, fold => Assert.Equal(Enumerable.Range(0, n).Except(fold.Test), fold.Train));
        }
        Assert.NotEmpty(cases);
    }

    private static JsonElement[] Cases(string family)
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(GoldenFolder.Root, "data", "splits.json")));
        return [.. json.RootElement.Clone().GetProperty(family).EnumerateArray()];
    }

    private static int[] Labels(int n, JsonElement split)
    {
        var every = int.Parse(split.GetProperty("labels").GetString()!.Split(' ')[2]);
        Assert.Equal($"i % {every} == 0", split.GetProperty("labels").GetString());
        return [.. Enumerable.Range(0, n).Select(i => i % every == 0 ? 1 : 0)];
    }

    private static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetInt32())];

    private static string Hash(int[] rows) => Convert.ToHexStringLower(
        SHA256.HashData(MemoryMarshal.AsBytes(Array.ConvertAll(rows, row => (long)row).AsSpan())));
}
