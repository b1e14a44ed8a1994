using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Valence.Datasets;
using Valence.Tests.Golden;

namespace Valence.Tests.Datasets;

public sealed class ImdbGoldenTests
{
    [Fact]
    public void Reviews_are_those_that_Keras_loads_for_every_set_of_arguments()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Data("imdb_load_data.json")));
        var cases = json.RootElement.EnumerateArray().ToArray();
        foreach (var load in cases)
        {
            var (train, test) = Load(load.GetProperty("args"));
            Check(load, "train", train);
            Check(load, "test", test);
        }
        Assert.True(cases.Length >= 8, $"only {cases.Length} cases");
    }

    [Fact]
    public void Reviews_decode_to_their_words()
    {
        var index = Imdb.LoadWordIndex(Data("imdb_word_index.json"));
        Assert.Equal(1, index["the"]);
        var review = Imdb.LoadData(Data("imdb.npz")).Train.Reviews[0];
        var words = Imdb.Decode(review, index).Split(' ');
        Assert.Equal(review.Length, words.Length);
        Assert.Equal("?", words[0]);
        Assert.Equal(review.Skip(1).Select(id => id - 3),
            words.Skip(1).Select(word => index.GetValueOrDefault(word, review.Max() - 3)));
    }

    [Fact]
    public void A_limit_that_leaves_no_review_is_refused() =>
        Assert.Contains("none is shorter",
            Assert.Throws<ArgumentOutOfRangeException>(
                "maxLength", () => Imdb.LoadData(Data("imdb.npz"), maxLength: 2)).Message);

    private static ImdbData Load(JsonElement args)
    {
        return Imdb.LoadData(Data("imdb.npz"), Int("num_words", null), Int("skip_top", 0)!.Value, Int("maxlen", null),
            Int("seed", 113)!.Value, Int("start_char", 1), Int("oov_char", 2), Int("index_from", 3)!.Value);

        int? Int(string name, int? standard) => !args.TryGetProperty(name, out var value) ? standard
            : value.ValueKind == JsonValueKind.Null ? null : value.GetInt32();
    }

    private static void Check(JsonElement load, string part, ImdbReviews reviews)
    {
        Assert.Equal(load.GetProperty("n_" + part).GetInt32(), reviews.Reviews.Length);
        Assert.Equal(Ints(load.GetProperty($"x_{part}_0")), reviews.Reviews[0]);
        Assert.Equal(Ints(load.GetProperty("y_" + part)), reviews.Labels);
        if (load.TryGetProperty("lengths_" + part, out var lengths))
            Assert.Equal(Ints(lengths), reviews.Reviews.Select(review => review.Length));
        var ids = reviews.Reviews.SelectMany(review => review).Select(id => (long)id).ToArray();
        Assert.Equal(load.GetProperty($"sha256_{part}_ids").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(ids.AsSpan()))));
    }

    private static string Data(string name)
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        return Path.Combine(GoldenFolder.Root, "data", name);
    }

    private static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetInt32())];
}
