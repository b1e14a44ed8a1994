using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Valence.Text;

namespace Valence.Tests.Golden;

/// <summary>Orders of rows that NumPy draws; splits, folds and reviews have suites of their own beside
/// <see cref="Datasets.Splits"/> and <see cref="Datasets.Imdb"/>.</summary>
public sealed class GoldenDataTests
{
    [Fact]
    public void Rows_are_shuffled_into_the_order_that_NumPy_draws()
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(GoldenFolder.Root, "data", "splits.json")));
        var cases = json.RootElement.GetProperty("shuffle").EnumerateArray().ToArray();
        Assert.NotEmpty(cases);
        foreach (var golden in cases)
        {
            var rows = Enumerable.Range(0, golden.GetProperty("n").GetInt32()).ToArray();
            new NumpyRandomState(golden.GetProperty("seed").GetInt64()).Shuffle<int>(rows);
            var first = golden.GetProperty("first").EnumerateArray().Select(row => row.GetInt32()).ToArray();
            Assert.Equal(first, rows.Take(first.Length));
            Assert.Equal(golden.GetProperty("sha256_int64").GetString(),
                Convert.ToHexStringLower(
                    SHA256.HashData(MemoryMarshal.AsBytes(Array.ConvertAll(rows, row => (long)row).AsSpan()))));
        }
    }
}
